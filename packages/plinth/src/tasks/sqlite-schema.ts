/** The form of the file. Its number stands in the file, so that a later one can change it. */
export const SCHEMA_VERSION = 3

/** Counted as they change: to count many thousand takes as long as reading them. */
const STATES = ['queued', 'running', 'input_required', 'completed', 'failed', 'cancelled'] as const

const stateOf = (task: 'NEW' | 'OLD'): string =>
  `CASE WHEN ${task}.status <> 'working' THEN ${task}.status WHEN ${task}.worker IS NULL THEN 'queued' ELSE 'running' END`

const counted = (task: 'NEW' | 'OLD', by: string): string =>
  `UPDATE tally SET n = n ${by} WHERE state = ${stateOf(task)};`

export const SCHEMA = `
  CREATE TABLE tasks (
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
  CREATE INDEX queue ON tasks (rank, createdAt, expiresAt) WHERE status = 'working' AND worker IS NULL;
  CREATE INDEX running ON tasks (worker, leaseUntil, rank) WHERE worker IS NOT NULL;
  CREATE INDEX open ON tasks (owner, rank) WHERE status IN ('working', 'input_required');
  CREATE INDEX expiry ON tasks (expiresAt);
  CREATE INDEX age ON tasks (createdAt);
  CREATE INDEX age_of_owner ON tasks (owner, createdAt);
  CREATE INDEX age_of_status ON tasks (status, createdAt);
  CREATE TABLE tally (state TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO tally VALUES ${STATES.map(state => `('${state}', 0)`).join(', ')};
  CREATE TRIGGER counts_new AFTER INSERT ON tasks BEGIN ${counted('NEW', '+ 1')} END;
  CREATE TRIGGER counts_gone AFTER DELETE ON tasks BEGIN ${counted('OLD', '- 1')} END;
  CREATE TRIGGER counts_changed AFTER UPDATE OF status, worker ON tasks WHEN ${stateOf('OLD')} <> ${stateOf('NEW')}
    BEGIN ${counted('OLD', '- 1')} ${counted('NEW', '+ 1')} END;
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
  tally: 'SELECT state, n FROM tally',
  size: `SELECT (page_count - freelist_count) * page_size AS n
    FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
  total: 'SELECT sum(n) AS n FROM tally',
  open: `SELECT count(*) AS n FROM tasks INDEXED BY open WHERE owner = ? AND status IN ('working', 'input_required')`,
  insert: `INSERT INTO tasks
    (id, owner, status, repeatable, createdAt, updatedAt, expiresAt, attempt, worker, leaseUntil, version, rank,
     message, outline, input, progress, end)
    VALUES (:id, :owner, :status, :repeatable, :createdAt, :updatedAt, :expiresAt, :attempt, :worker, :leaseUntil,
     :version, ${RANK}, :message, :outline, :input, :progress, :end)`,
  get: 'SELECT * FROM tasks WHERE id = ?',
  replace: `UPDATE tasks SET status = :status, updatedAt = :updatedAt, expiresAt = :expiresAt, attempt = :attempt,
    worker = :worker, leaseUntil = :leaseUntil, version = version + 1, message = :message, outline = :outline,
    input = :input, progress = :progress, end = :end WHERE id = :id AND version = :version RETURNING *`,
  note: 'UPDATE tasks SET message = ?, updatedAt = ? WHERE id = ? AND version = ?',
  claim: `UPDATE tasks SET worker = ?, leaseUntil = ?, attempt = attempt + 1, version = version + 1
    WHERE id = (SELECT id FROM tasks INDEXED BY queue WHERE ${QUEUED} AND expiresAt > ? ORDER BY rank, createdAt LIMIT 1)
    RETURNING *`,
  renew: 'UPDATE tasks INDEXED BY running SET leaseUntil = ? WHERE worker = ? RETURNING id',
  lapsed: 'SELECT * FROM tasks INDEXED BY running WHERE worker IS NOT NULL AND leaseUntil <= ? LIMIT ?',
  expire: `DELETE FROM tasks WHERE id IN (SELECT id FROM tasks INDEXED BY expiry WHERE expiresAt <= ? ORDER BY expiresAt LIMIT ?)
    RETURNING id`,
} as const
