import { RushesError, type RushesErrorCode } from 'rushes';
import { expect, test } from 'vitest';
import { fieldErrors, saidAtFields } from './field-errors';

const refused = (code: RushesErrorCode, details = {}) =>
  new RushesError({ code, message: 'No.', suggestedAction: 'Otherwise.', details });
const invalid = refused('INVALID_REQUEST', {
  fields: [
    { field: 'key', problem: 'needs 10 to 500 characters', code: 'value_error' },
    { field: 'key', problem: 'is the second of it', code: 'x' },
    { field: 'config.mood', problem: 'is not known here', code: 'x' },
  ],
});

test('each field has the first of its problems, as a sentence', () => {
  expect(fieldErrors(invalid)).toEqual({ key: 'Needs 10 to 500 characters.', 'config.mood': 'Is not known here.' });
});

test('another code is about the field that the form says', () => {
  expect(fieldErrors(refused('PROJECT_NOT_TAKEN'), { PROJECT_NOT_TAKEN: 'project' })).toEqual({ project: 'No. Otherwise.' });
});

test('what is about no field is left to a notice', () => {
  expect(fieldErrors(new Error('broken'))).toEqual({});
  expect(fieldErrors(refused('MAINTENANCE'))).toEqual({});
  expect(saidAtFields(refused('MAINTENANCE'), ['key'])).toBe(false);
  expect(saidAtFields(invalid, ['key'])).toBe(false);
  expect(saidAtFields(invalid, ['key', 'config.mood'])).toBe(true);
});
