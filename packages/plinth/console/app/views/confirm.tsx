import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'

/** Asks before something is done that may not be undone. */
export const useConfirmation = (): [(question: string) => Promise<boolean>, JSX.Element] => {
  const dialog = useRef<HTMLDialogElement>(null)
  const answer = useRef<(yes: boolean) => void>(() => {})
  const [question, setQuestion] = useState('')

  const ask = (text: string): Promise<boolean> =>
    new Promise(resolve => {
      answer.current = resolve
      setQuestion(text)
      dialog.current?.showModal()
    })

  const end = (yes: boolean): void => {
    answer.current(yes)
    dialog.current?.close()
  }

  const element = (
    <dialog ref={dialog} aria-labelledby="question" onClose={() => answer.current(false)}>
      <p id="question">{question}</p>
      <div class="buttons">
        <button type="button" class="primary" onClick={() => end(true)}>
          Run it
        </button>
        <button type="button" onClick={() => end(false)}>
          Cancel
        </button>
      </div>
    </dialog>
  )
  return [ask, element]
}
