import { useStore } from '@/platform/store';
import { chooseTheme, THEMES, theme } from '@/platform/theme';
import { chooseLanguage, LANGUAGES, language, useTexts } from '@/texts';
import { Segments } from '@/ui/segments';
import css from './sign-in.module.css';

/** Language and appearance, of this browser. */
export function Choices() {
  const { common } = useTexts();
  const [spoken, look] = [useStore(language), useStore(theme)];
  return (
    <div className={css.choices}>
      <Segments
        label={common.language.label}
        choices={LANGUAGES.map((id) => ({ id, name: common.language[id] }))}
        value={spoken}
        onChange={chooseLanguage}
      />
      <Segments
        label={common.theme.label}
        choices={THEMES.map((id) => ({ id, name: common.theme[id] }))}
        value={look}
        onChange={chooseTheme}
      />
    </div>
  );
}
