import { THEMES, type Theme, theme } from '../theme.ts'

const NAMES: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' }

const isTheme = (text: string): text is Theme => Object.hasOwn(NAMES, text)

export const ThemeSwitch = () => (
  <label class="check">
    <span class="quiet">Colours</span>
    <select
      value={theme.value}
      onChange={({ currentTarget: { value } }) => {
        if (isTheme(value)) theme.value = value
      }}
    >
      {THEMES.map(each => (
        <option key={each} value={each}>
          {NAMES[each]}
        </option>
      ))}
    </select>
  </label>
)
