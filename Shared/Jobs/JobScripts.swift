import State

/// What happens to a record in one step, in Lua.
///
/// Keys beside the records, all below `peryton:<project>:`, which is `KEYS[1]`: `job-queue:<kind>:<user>` (sorted set of
/// waiting jobs by submission), `job-users:<kind>` (set: who has jobs waiting), `job-slots:<group>:<user>` (set of jobs that
/// workers are at), `job-leases:<group>` (sorted set of the same by the time at which their worker counts as dead, ms),
/// `jobs:<user>` (sorted set of a user's jobs by submission), `job-shared:<user>` and `jobs-shared` (sets of jobs shown to
/// a user, or to all), `job-seen:<group>` (hash: when a worker was last heard of, and until when silence is no death),
/// `job-expiry` (sorted set of finished jobs by expiry), `job-unwarned` (those of them whose owner was not warned yet), `job-log:<id>` (list).
/// Leases are in the time of Redis, so that the workers' clocks do not matter.
enum JobScripts {
    private static let tools = """
        local P = KEYS[1]
        local function record(id) return P .. 'job:' .. id end
        local function get(id, field) return redis.call('HGET', record(id), field) end
        local function reply(word, id)
          return {word, redis.call('HGETALL', record(id))}
        end
        local function change(id, ...)
          redis.call('HSET', record(id), ...)
          redis.call('HINCRBY', record(id), 'revision', 1)
        end
        local function note(id, at, text)
          redis.call('RPUSH', P .. 'job-log:' .. id, at .. ' ' .. text)
          redis.call('LTRIM', P .. 'job-log:' .. id, -200, -1)
        end
        local function milliseconds()
          local time = redis.call('TIME')
          return time[1] * 1000 + math.floor(time[2] / 1000)
        end
        local function group(kind) if kind == 'train' then return 'train' end return 'catalog' end
        local function enqueue(id)
          local kind, owner = get(id, 'kind'), get(id, 'owner')
          redis.call('ZADD', P .. 'job-queue:' .. kind .. ':' .. owner, get(id, 'submitted'), id)
          redis.call('SADD', P .. 'job-users:' .. kind, owner)
        end
        local function dequeue(id)
          local kind, owner = get(id, 'kind'), get(id, 'owner')
          redis.call('ZREM', P .. 'job-queue:' .. kind .. ':' .. owner, id)
          if redis.call('EXISTS', P .. 'job-queue:' .. kind .. ':' .. owner) == 0 then
            redis.call('SREM', P .. 'job-users:' .. kind, owner)
          end
        end
        local function free(id)
          local kind, owner = get(id, 'kind'), get(id, 'owner')
          if not kind then return end
          redis.call('SREM', P .. 'job-slots:' .. group(kind) .. ':' .. owner, id)
          redis.call('ZREM', P .. 'job-leases:' .. group(kind), id)
        end
        local function audience(user)
          if user == '*' then return P .. 'jobs-shared' end
          return P .. 'job-shared:' .. user
        end
        local function show(id, users)
          for user in string.gmatch(get(id, 'shared') or '', '%S+') do redis.call('SREM', audience(user), id) end
          for user in string.gmatch(users, '%S+') do redis.call('SADD', audience(user), id) end
          redis.call('HSET', record(id), 'shared', users)
        end
        local function forgetResults(id)
          for _, field in ipairs(redis.call('HKEYS', record(id))) do
            if string.sub(field, 1, 7) == 'result:' then redis.call('HDEL', record(id), field) end
          end
          redis.call('HDEL', record(id), 'bytes')
        end
        local function expire(id, at)
          redis.call('ZADD', P .. 'job-expiry', at, id)
          redis.call('ZADD', P .. 'job-unwarned', at, id)
        end
        local function finish(id, phase, at, expires, message, failure)
          change(id, 'phase', phase, 'ended', at, 'expires', expires, 'message', message, 'error', failure)
          if phase == 'COMPLETED' then change(id, 'progress', '1') else forgetResults(id) end
          expire(id, expires)
          note(id, at, phase .. ' ' .. (failure ~= '' and failure or message))
        end
        local function abort(id, at, expires) finish(id, 'ABORTED', at, expires, 'cancelled by its owner', '') end
        local function isHeld(id, attempt)
          return get(id, 'phase') == 'EXECUTING' and get(id, 'attempt') == attempt
        end

        """

    static func script(_ name: String, _ body: String) -> Script { Script(name, source: tools + body) }
}
