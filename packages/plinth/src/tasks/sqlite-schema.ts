/** The form of the file. Its number stands in the file, so that a later one can change it. */
export const SCHEMA_VERSION = 2

export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS tasks (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    status TEXT NOT NULL,
    repeatable INTEGER NOT NULL,
    createdAt INTEGER NOT NULL,
    updatedAt INTEGER NOT NULL,
    expiresAt INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    worker TEXT,
    leaseUntil INTEGER,
    version INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    message TEXT,
    outline TEXT NOT NULL,
    input TEXT NOT NULL,
    progress TEXT NOT NULL,
    end TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS queue ON tasks (rank, createdAt, expiresAt) WHERE status = 'working' AND worker IS NULL;
  CREATE INDEX IF NOT EXISTS running ON tasks (worker, leaseUntil, rank) WHERE worker IS NOT NULL;
  CREATE INDEX IF NOT EXISTS open ON tasks (owner, rank) WHERE status IN ('working', 'input_required');
  CREATE INDEX IF NOT EXISTS expiry ON tasks (expiresAt);
  CREATE INDEX IF NOT EXISTS age ON tasks (createdAt);
  CREATE INDEX IF NOT EXISTS age_of_owner ON tasks (owner, createdAt);
  CREATE INDEX IF NOT EXISTS age_of_status ON tasks (status, createdAt);
`

/** Which index serves is said: the planner, which knows nothing of how many tasks wait, may take one that is far longer. */
const QUEUED = `status = 'working' AND worker IS NULL`

/** Where a new task of an owner stands: behind its others, and before the later ones of owners that have more. */
const RANK = `(
  SELECT max(
    coalesce(
      (SELECT min(rank) - 1 FROM tasks INDEXED BY queue WHERE ${QUEUED}),
      (SELECT max(rank) FROM tasks INDEXED BY running WHERE worker IS NOT NULL),
      0
    ),
    coalesce((SELECT max(rank) FROM tasks INDEXED BY open WHERE owner = :owner AND status IN ('working', 'input_required')), 0)
  ) + 1
)`

/** Lists leave out what may be large. */
const SUMMARY =
  'id, owner, status, repeatable, createdAt, updatedAt, expiresAt, attempt, worker, leaseUntil, version, message, outline'

const list = (...conditions: readonly string[]): string =>
  `SELECT ${SUMMARY} FROM tasks WHERE ${[...conditions, '(createdAt, id) < (:createdAt, :id)'].join(' AND ')}
    ORDER BY createdAt DESC, id DESC LIMIT :limit`

export const STATEMENTS = {
  list: list(),
  listOwner: list('owner = :owner'),
  listStatus: list('status = :status'),
  listBoth: list('owner = :owner', 'status = :status'),
  byStatus: 'SELECT status, count(*) AS n FROM tasks INDEXED BY age_of_status GROUP BY status',
  pages: `SELECT (page_count - freelist_count) * page_size AS n
    FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
  total: 'SELECT count(*) AS n FROM tasks INDEXED BY expiry',
  open: `SELECT count(*) AS n FROM tasks INDEXED BY open WHERE owner = ? AND status IN ('working', 'input_required')`,
  insert: `INSERT INTO tasks
    (id, owner, status, repeatable, createdAt, updatedAt, expiresAt, attempt, worker, leaseUntil, version, rank,
     message, outline, input, progress, end)
    VALUES (:id, :owner, :status, :repeatable, :createdAt, :updatedAt, :expiresAt, :attempt, :worker, :leaseUntil,
     :version, ${RANK}, :message, :outline, :input, :progress, :end)`,
  get: 'SELECT * FROM tasks WHERE id = ?',
  replace: `UPDATE tasks SET status = :status, updatedAt = :updatedAt, expiresAt = :expiresAt, attempt = :attempt,
    worker = :worker, leaseUntil = :leaseUntil, version = version + 1, message = :message, input = :input,
    progress = :progress, end = :end WHERE id = :id AND version = :version RETURNING *`,
  note: 'UPDATE tasks SET message = ?, updatedAt = ? WHERE id = ? AND version = ?',
  claim: `UPDATE tasks SET worker = ?, leaseUntil = ?, attempt = attempt + 1, version = version + 1
    WHERE id = (SELECT id FROM tasks INDEXED BY queue WHERE ${QUEUED} AND expiresAt > ? ORDER BY rank, createdAt LIMIT 1)
    RETURNING *`,
  renew: 'UPDATE tasks INDEXED BY running SET leaseUntil = ? WHERE worker = ? RETURNING id',
  lapsed: 'SELECT * FROM tasks INDEXED BY running WHERE worker IS NOT NULL AND leaseUntil <= ? LIMIT ?',
  expire: `DELETE FROM tasks WHERE id IN (SELECT id FROM tasks INDEXED BY expiry WHERE expiresAt <= ? ORDER BY expiresAt LIMIT ?)
    RETURNING id`,
  queued: `SELECT count(*) AS n FROM tasks INDEXED BY queue WHERE ${QUEUED}`,
  running: 'SELECT count(*) AS n FROM tasks INDEXED BY running WHERE worker IS NOT NULL',
} as const
