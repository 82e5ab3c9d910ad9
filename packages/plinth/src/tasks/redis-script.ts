/**
 * Every change of tasks in Redis, each atomic. `KEYS[1]` is what all keys begin with, `ARGV[1]` says what to do.
 *
 * A task is a hash. Beside it stand `queue` (by rank), `leases` and `ranks` of what runs, `mine:{worker}`, `open:{owner}`
 * of what has not ended, and `expiry`. Their members are places: the order in which tasks came, and the id. `age` and
 * `age:{owner}` are for lists; their members are moments and ids. `counts` has how many there are of each status, and the
 * bytes of all.
 */
export const SCRIPT = `
local P = KEYS[1]
local op = ARGV[1]

local function taskKey(id) return P .. 'task:' .. id end

local function read(id)
  local flat = redis.call('HGETALL', taskKey(id))
  if #flat == 0 then return nil end
  local task = {}
  for i = 1, #flat, 2 do task[flat[i]] = flat[i + 1] end
  return task
end

local function isOpen(task) return task.status == 'working' or task.status == 'input_required' end

-- What a task takes: what is large of it, and the rest about.
local function weight(task)
  return 1000 + #task.input + #task.progress + #task.outline + #(task.message or '') + #(task['end'] or '')
end

local function count(task, sign)
  redis.call('HINCRBY', P .. 'counts', task.status, sign)
  redis.call('HINCRBY', P .. 'counts', 'bytes', sign * weight(task))
end

local function age(task) return string.format('%016.0f', tonumber(task.createdAt)) .. ':' .. task.id end

local function unindex(task)
  count(task, -1)
  redis.call('ZREM', P .. 'queue', task.place)
  redis.call('ZREM', P .. 'leases', task.place)
  redis.call('ZREM', P .. 'ranks', task.place)
  redis.call('ZREM', P .. 'open:' .. task.owner, task.place)
  if task.worker then redis.call('SREM', P .. 'mine:' .. task.worker, task.place) end
end

local function index(task)
  count(task, 1)
  redis.call('ZADD', P .. 'expiry', task.expiresAt, task.place)
  if isOpen(task) then
    redis.call('ZADD', P .. 'open:' .. task.owner, task.rank, task.place)
  end
  if task.worker then
    redis.call('ZADD', P .. 'leases', task.leaseUntil, task.place)
    redis.call('ZADD', P .. 'ranks', task.rank, task.place)
    redis.call('SADD', P .. 'mine:' .. task.worker, task.place)
  elseif task.status == 'working' then
    redis.call('ZADD', P .. 'queue', task.rank, task.place)
  end
end

local function tell(id) redis.call('PUBLISH', P .. 'changed', id) end

local function write(task)
  local flat = {}
  for name, value in pairs(task) do
    flat[#flat + 1] = name
    flat[#flat + 1] = value
  end
  redis.call('DEL', taskKey(task.id))
  redis.call('HSET', taskKey(task.id), unpack(flat))
  index(task)
  tell(task.id)
  return flat
end

local function given(from)
  local task = {}
  for i = from, #ARGV, 2 do task[ARGV[i]] = ARGV[i + 1] end
  return task
end

local function score(set, from, to)
  local found = redis.call('ZRANGE', P .. set, from, to, 'WITHSCORES')
  return found[2] and tonumber(found[2])
end

local function idAt(place) return string.sub(place, 18) end

if op == 'add' then
  local task = given(5)
  if redis.call('ZCARD', P .. 'expiry') >= tonumber(ARGV[3]) then return 'total' end
  if redis.call('ZCARD', P .. 'open:' .. task.owner) >= tonumber(ARGV[2]) then return 'perOwner' end
  if tonumber(redis.call('HGET', P .. 'counts', 'bytes') or 0) >= tonumber(ARGV[4]) then return 'bytes' end
  local first = score('queue', 0, 0)
  local now = first and first - 1 or score('ranks', -1, -1) or 0
  local own = score('open:' .. task.owner, -1, -1) or 0
  task.rank = string.format('%.0f', math.max(now, own) + 1)
  task.place = string.format('%016.0f', redis.call('INCR', P .. 'places')) .. ':' .. task.id
  redis.call('ZADD', P .. 'age', 0, age(task))
  redis.call('ZADD', P .. 'age:' .. task.owner, 0, age(task))
  write(task)
  return nil
end

if op == 'replace' then
  local task = given(2)
  local kept = read(task.id)
  if not kept or kept.version ~= task.version then return nil end
  unindex(kept)
  task.rank = kept.rank
  task.place = kept.place
  task.version = string.format('%.0f', tonumber(kept.version) + 1)
  return write(task)
end

if op == 'note' then
  local key = taskKey(ARGV[2])
  if redis.call('HGET', key, 'version') ~= ARGV[3] then return nil end
  local before = redis.call('HGET', key, 'message') or ''
  redis.call('HINCRBY', P .. 'counts', 'bytes', #ARGV[4] - #before)
  redis.call('HSET', key, 'message', ARGV[4], 'updatedAt', ARGV[5])
  tell(ARGV[2])
  return nil
end

if op == 'claim' then
  -- What has expired is deleted soon; until then it is passed over.
  for _, place in ipairs(redis.call('ZRANGE', P .. 'queue', 0, 99)) do
    local task = read(idAt(place))
    if task and tonumber(task.expiresAt) > tonumber(ARGV[4]) then
      unindex(task)
      task.worker = ARGV[2]
      task.leaseUntil = ARGV[3]
      task.attempt = string.format('%.0f', tonumber(task.attempt) + 1)
      task.version = string.format('%.0f', tonumber(task.version) + 1)
      return write(task)
    end
  end
  return nil
end

if op == 'renew' then
  local ids = {}
  for _, place in ipairs(redis.call('SMEMBERS', P .. 'mine:' .. ARGV[2])) do
    ids[#ids + 1] = idAt(place)
    redis.call('HSET', taskKey(idAt(place)), 'leaseUntil', ARGV[3])
    redis.call('ZADD', P .. 'leases', ARGV[3], place)
  end
  return ids
end

if op == 'lapsed' then
  local found = {}
  for _, place in ipairs(redis.call('ZRANGEBYSCORE', P .. 'leases', '-inf', ARGV[2], 'LIMIT', 0, ARGV[3])) do
    found[#found + 1] = redis.call('HGETALL', taskKey(idAt(place)))
  end
  return found
end

if op == 'expire' then
  local ids = {}
  for _, place in ipairs(redis.call('ZRANGEBYSCORE', P .. 'expiry', '-inf', ARGV[2], 'LIMIT', 0, ARGV[3])) do
    local task = read(idAt(place))
    if task then
      unindex(task)
      redis.call('ZREM', P .. 'age', age(task))
      redis.call('ZREM', P .. 'age:' .. task.owner, age(task))
    end
    redis.call('ZREM', P .. 'expiry', place)
    redis.call('DEL', taskKey(idAt(place)))
    ids[#ids + 1] = idAt(place)
    tell(idAt(place))
  end
  return ids
end

if op == 'tally' then
  local found = { redis.call('ZCARD', P .. 'queue'), redis.call('ZCARD', P .. 'leases') }
  for i, name in ipairs({ 'input_required', 'completed', 'failed', 'cancelled', 'bytes' }) do
    found[2 + i] = tonumber(redis.call('HGET', P .. 'counts', name) or 0)
  end
  return found
end

if op == 'list' then
  local owner, status, before, limit = ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
  local set = owner == '' and 'age' or 'age:' .. owner
  -- Where a status is asked for, others are passed over: so many at once, that nobody else has to wait for long.
  local most = status == '' and limit + 1 or 1000
  local from = before == '' and '+' or '(' .. before
  local members = redis.call('ZREVRANGEBYLEX', P .. set, from, '-', 'LIMIT', 0, most)
  local found = { '' }
  local last
  for _, member in ipairs(members) do
    if #found > limit then
      found[1] = last
      break
    end
    last = member
    local flat = redis.call('HMGET', taskKey(string.sub(member, 18)), unpack(ARGV, 6))
    if status == '' or flat[3] == status then found[#found + 1] = flat end
  end
  if found[1] == '' and status ~= '' and #members == most then found[1] = last end
  return found
end
`
