import { render } from 'preact'
import { App } from './app.tsx'
import { connect } from './live.ts'
import './theme.ts'

const root = document.querySelector('#console')
if (root) render(<App />, root)
connect()
