import { renameSync, symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'

// Puts links out of the root in the place of a directory and a file, and puts these back, as fast as it can until it is
// ended. Says when it begins, and at last how often it did.

const [, , root = '', outside = ''] = process.argv
let swaps = 0
let ended = false
process.on('SIGTERM', () => {
  ended = true
})

const swap = (name: string, target: string) => {
  const [here, away, link] = [join(root, name), join(root, `${name}-away`), join(root, `${name}-link`)]
  symlinkSync(target, link)
  renameSync(here, away)
  renameSync(link, here)
  // Long enough to be stepped into.
  for (let spin = 0; spin < 2_000; spin++);
  unlinkSync(here)
  renameSync(away, here)
  swaps += 1
}

const work = () => {
  for (let each = 0; each < 50; each++) {
    swap('directory', outside)
    swap('file.txt', join(outside, 'file.txt'))
  }
  if (!ended) return setImmediate(work)
  process.stdout.write(String(swaps))
}
process.stdout.write('begun\n')
work()
