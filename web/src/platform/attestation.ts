import { getApp } from '@firebase/app';
import { getToken, initializeAppCheck, ReCaptchaEnterpriseProvider } from '@firebase/app-check';

/** Firebase App Check by reCAPTCHA Enterprise; Firestore's listeners carry its tokens by themselves from then on. */
export function attest(siteKey: string): () => Promise<string> {
  const provider = new ReCaptchaEnterpriseProvider(siteKey);
  const check = initializeAppCheck(getApp(), { provider, isTokenAutoRefreshEnabled: true });
  return async () => (await getToken(check)).token;
}
