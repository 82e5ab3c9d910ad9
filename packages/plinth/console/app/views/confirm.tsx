import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'

/** What the buttons say. */
export interface Choice {
  readonly yes: string
  readonly no: string
}

/** Asks before something is done that may not be undone. */
export const useConfirmation = ({
  yes,
  no,
}: Choice): [(question: string) => Promise<boolean>, JSX.Element] => {
  const dialog = useRef<HTMLDialogElement>(null)
  const answer = useRef<(isYes: boolean) => void>(() => {})
  const [question, setQuestion] = useState('')

  const ask = (text: string): Promise<boolean> =>
    new Promise(resolve => {
      answer.current = resolve
      setQuestion(text)
      dialog.current?.showModal()
    })

  const end = (isYes: boolean): void => {
    answer.current(isYes)
    dialog.current?.close()
  }

  /** Told late, at times when the next question is asked already. */
  const closed = (): void => {
    if (!dialog.current?.open) answer.current(false)
  }

  const element = (
    <dialog ref={dialog} aria-labelledby="question" onClose={closed}>
      <p id="question">{question}</p>
      <div class="buttons">
        <button type="button" class="primary" onClick={() => end(true)}>
          {yes}
        </button>
        <button type="button" onClick={() => end(false)}>
          {no}
        </button>
      </div>
    </dialog>
  )
  return [ask, element]
}
