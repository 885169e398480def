import State

/// What happens to a record in one step, in Lua.
///
/// Keys beside the records, all below `peryton:<project>:`, which is `KEYS[1]`: `job-queue:<kind>:<user>` (sorted set of
/// waiting jobs by submission), `job-users:<kind>` (set: who has jobs waiting), `job-slots:<group>:<user>` (set of jobs that
/// workers are at), `job-leases:<group>` (sorted set of the same by the time at which their worker counts as dead, ms),
/// `jobs:<user>` (sorted set of a user's jobs by submission), `job-shared:<user>` and `jobs-shared` (sets of jobs shown to
/// a user, or to all), `job-seen:<group>` (hash: when a worker was last heard of, and until when silence is no death),
/// `job-expiry` (sorted set of finished jobs by expiry), `job-log:<id>` (list).
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
        local function finish(id, phase, at, expires, message, failure)
          change(id, 'phase', phase, 'ended', at, 'expires', expires, 'message', message, 'error', failure)
          if phase == 'COMPLETED' then change(id, 'progress', '1') else forgetResults(id) end
          redis.call('ZADD', P .. 'job-expiry', expires, id)
          note(id, at, phase .. ' ' .. (failure ~= '' and failure or message))
        end
        local function abort(id, at, expires) finish(id, 'ABORTED', at, expires, 'cancelled by its owner', '') end
        local function isHeld(id, attempt)
          return get(id, 'phase') == 'EXECUTING' and get(id, 'attempt') == attempt
        end

        """

    private static func script(_ name: String, _ body: String) -> Script { Script(name, source: tools + body) }

    /// id, order, owner, kind, name, submitted, who else sees it → "new", "known", "taken" (another's) or "deleted".
    static let submit = script(
        "submit-job",
        """
        local id, order, owner, kind, name, at, users = unpack(ARGV)
        if redis.call('HEXISTS', record(id), 'deleted') == 1 then return {'deleted'} end
        local known = get(id, 'owner')
        if known then return reply(known == owner and 'known' or 'taken', id) end
        change(id, 'order', order, 'owner', owner, 'kind', kind, 'name', name, 'phase', 'QUEUED', 'submitted', at)
        redis.call('ZADD', P .. 'jobs:' .. owner, at, id)
        show(id, users)
        enqueue(id)
        note(id, at, 'QUEUED')
        return reply('new', id)
        """)

    /// kind, worker, limit, lease (ms), now, expiry of what ends now → "taken" or "nothing", the record, and the ids of jobs
    /// whose worker died.
    ///
    /// Where no worker was heard of for a while, Redis was away, and living workers get the time of a lease to speak up.
    /// Of the users who have a job waiting and fewer than `limit` executing, the one with the fewest comes first, then the
    /// one who waits longest.
    static let claim = script(
        "claim-job",
        """
        local kind, worker, limit, lease, at, expires = unpack(ARGV)
        local now, left = milliseconds(), {}
        local seen = P .. 'job-seen:' .. group(kind)
        if now - tonumber(redis.call('HGET', seen, 'at') or 0) > 2500 then
          redis.call('HSET', seen, 'patience', now + lease)
        end
        redis.call('HSET', seen, 'at', now)
        if now > tonumber(redis.call('HGET', seen, 'patience')) then
          for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'job-leases:' .. group(kind), '-inf', now)) do
            if get(id, 'phase') == 'EXECUTING' then
              local deaths = redis.call('HINCRBY', record(id), 'deaths', 1)
              if get(id, 'cancel') then
                abort(id, at, expires)
              elseif deaths >= 5 then
                finish(id, 'ERROR', at, expires, '', 'given up: ' .. deaths .. ' workers died while they were at it')
              else
                change(id, 'phase', 'QUEUED', 'message', 'its worker is gone')
                enqueue(id)
                note(id, at, 'QUEUED again: ' .. get(id, 'worker') .. ' is gone')
              end
              table.insert(left, id)
            end
            free(id)
            redis.call('ZREM', P .. 'job-leases:' .. group(kind), id)
          end
        end
        local chosen, owner, fewest, oldest
        for _, user in ipairs(redis.call('SMEMBERS', P .. 'job-users:' .. kind)) do
          local count = redis.call('SCARD', P .. 'job-slots:' .. group(kind) .. ':' .. user)
          local head = redis.call('ZRANGE', P .. 'job-queue:' .. kind .. ':' .. user, 0, 0, 'WITHSCORES')
          if head[1] and count < tonumber(limit) then
            local since = tonumber(head[2])
            if not chosen or count < fewest or (count == fewest and since < oldest) then
              chosen, owner, fewest, oldest = head[1], user, count, since
            end
          end
        end
        if not chosen then return {'nothing', {}, left} end
        dequeue(chosen)
        redis.call('SADD', P .. 'job-slots:' .. group(kind) .. ':' .. owner, chosen)
        redis.call('ZADD', P .. 'job-leases:' .. group(kind), now + lease, chosen)
        forgetResults(chosen)
        redis.call('HINCRBY', record(chosen), 'attempt', 1)
        change(
          chosen, 'phase', 'EXECUTING', 'started', at, 'worker', worker, 'progress', '0', 'message', '', 'rows', '0')
        note(chosen, at, 'EXECUTING on ' .. worker)
        return {'taken', redis.call('HGETALL', record(chosen)), left}
        """)

    /// id, attempt, lease (ms) → "held", "cancel", "over" (aborted, still to be left) or "lost".
    static let heartbeat = script(
        "job-heartbeat",
        """
        local id, attempt, lease = unpack(ARGV)
        local kind = get(id, 'kind')
        local leases = kind and P .. 'job-leases:' .. group(kind)
        if not kind or get(id, 'attempt') ~= attempt or not redis.call('ZSCORE', leases, id) then return {'lost'} end
        local now = milliseconds()
        redis.call('ZADD', leases, now + lease, id)
        redis.call('HSET', P .. 'job-seen:' .. group(kind), 'at', now)
        if get(id, 'phase') ~= 'EXECUTING' then return {'over'} end
        return {get(id, 'cancel') and 'cancel' or 'held'}
        """)

    /// id, attempt, now, line for the log or nothing, fields and values → "held" or "lost".
    static let update = script(
        "update-job",
        """
        local id, attempt, at, line = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
        if not isHeld(id, attempt) then return {'lost'} end
        if #ARGV > 4 then change(id, unpack(ARGV, 5)) end
        if line ~= '' then note(id, at, line) end
        return reply('held', id)
        """)

    /// id, attempt, phase, now, expiry, message, error → "held" or "lost".
    static let finish = script(
        "finish-job",
        """
        local id, attempt, phase, at, expires, message, failure = unpack(ARGV)
        if not isHeld(id, attempt) then return {'lost'} end
        finish(id, phase, at, expires, message, failure)
        return reply('held', id)
        """)

    /// id, attempt: the work has returned, its slot is free.
    static let leave = script(
        "leave-job",
        """
        if get(ARGV[1], 'attempt') == ARGV[2] and get(ARGV[1], 'phase') ~= 'EXECUTING' then free(ARGV[1]) end
        return {'left'}
        """)

    /// id, attempt, now, why: the job waits for another worker.
    static let giveBack = script(
        "give-job-back",
        """
        local id, attempt, at, why = unpack(ARGV)
        if not isHeld(id, attempt) then return {'lost'} end
        free(id)
        change(id, 'phase', 'QUEUED', 'message', why)
        enqueue(id)
        note(id, at, 'QUEUED again: ' .. why)
        return reply('held', id)
        """)

    /// id, now, expiry of what ends now → "known" with the record, or "nothing".
    ///
    /// What waits is over at once, and so is what a dead worker has; a living worker is told by its next heartbeat.
    static let cancel = script(
        "cancel-job",
        """
        local id, at, expires = unpack(ARGV)
        local phase = get(id, 'phase')
        if not phase then return {'nothing'} end
        if phase == 'QUEUED' or phase == 'PENDING' then
          dequeue(id)
          change(id, 'cancel', '1')
          abort(id, at, expires)
        elseif phase == 'EXECUTING' and not get(id, 'cancel') then
          change(id, 'cancel', '1')
          note(id, at, 'its owner asks for its end')
          local lease = redis.call('ZSCORE', P .. 'job-leases:' .. group(get(id, 'kind')), id)
          if not lease or tonumber(lease) < milliseconds() then
            free(id)
            abort(id, at, expires)
          end
        end
        return reply('known', id)
        """)

    /// id, attempt, name, result, bytes, the user's quota (bytes) → "held", "lost", or "full" with the bytes used.
    static let addResult = script(
        "add-job-result",
        """
        local id, attempt, name, result, bytes, quota = unpack(ARGV)
        if not isHeld(id, attempt) then return {'lost'} end
        local used = 0
        for _, other in ipairs(redis.call('ZRANGE', P .. 'jobs:' .. get(id, 'owner'), 0, -1)) do
          used = used + tonumber(get(other, 'bytes') or 0)
        end
        if used + bytes > tonumber(quota) then return {'full', used} end
        change(id, 'result:' .. name, result)
        redis.call('HINCRBY', record(id), 'bytes', bytes)
        return reply('held', id)
        """)

    /// owner → bytes of all results of a user.
    static let usedBytes = script(
        "job-result-bytes",
        """
        local used = 0
        for _, id in ipairs(redis.call('ZRANGE', P .. 'jobs:' .. ARGV[1], 0, -1)) do
          used = used + tonumber(get(id, 'bytes') or 0)
        end
        return used
        """)

    /// id, fields and values → "known" or "nothing".
    static let set = script(
        "set-job-fields",
        """
        if not get(ARGV[1], 'owner') then return {'nothing'} end
        change(ARGV[1], unpack(ARGV, 2))
        return reply('known', ARGV[1])
        """)

    /// id, users separated by blanks: they, and nobody else, see the job besides its owner.
    static let share = script(
        "share-job",
        """
        local id, users = unpack(ARGV)
        if not get(id, 'owner') then return {'nothing'} end
        show(id, users)
        change(id, 'shared', users)
        return reply('known', id)
        """)

    /// id, expiry that was, expiry that shall be, most renewals → "known", "unfinished", "changed" or "used up".
    static let renew = script(
        "renew-job",
        """
        local id, was, shallBe, most = unpack(ARGV)
        local expires, renewals = get(id, 'expires'), tonumber(get(id, 'renewals') or 0)
        if not expires then return {'unfinished'} end
        if renewals >= tonumber(most) then return {'used up'} end
        if expires ~= was then return {'changed'} end
        change(id, 'expires', shallBe, 'renewals', renewals + 1)
        redis.call('HDEL', record(id), 'warned')
        redis.call('ZADD', P .. 'job-expiry', shallBe, id)
        return reply('known', id)
        """)

    /// id, now → "known" once, "nothing" for one that was warned of before.
    static let warn = script(
        "warn-of-job",
        """
        if not get(ARGV[1], 'owner') or get(ARGV[1], 'warned') then return {'nothing'} end
        change(ARGV[1], 'warned', ARGV[2])
        return reply('known', ARGV[1])
        """)

    /// id: nobody sees the job any more, and it is due to be removed → "known", "unfinished" or "nothing".
    static let delete = script(
        "delete-job",
        """
        local id = ARGV[1]
        if not get(id, 'owner') then return {'nothing'} end
        if not get(id, 'ended') then return {'unfinished'} end
        change(id, 'deleted', '1')
        redis.call('ZADD', P .. 'job-expiry', 0, id)
        return {'known'}
        """)

    /// id, seconds for which the id is not given out again: the record goes, with all that points to it.
    static let remove = script(
        "remove-job",
        """
        local id = ARGV[1]
        local owner = get(id, 'owner')
        redis.call('ZREM', P .. 'job-expiry', id)
        if not owner then return {'nothing'} end
        free(id)
        redis.call('ZREM', P .. 'jobs:' .. owner, id)
        show(id, '')
        redis.call('DEL', record(id), P .. 'job-log:' .. id)
        redis.call('HSET', record(id), 'deleted', '1')
        redis.call('EXPIRE', record(id), ARGV[2])
        return {'known'}
        """)

    /// id, field, value → the value that is there from now on.
    static let freeze = script(
        "freeze",
        """
        redis.call('HSETNX', record(ARGV[1]), ARGV[2], ARGV[3])
        return get(ARGV[1], ARGV[2])
        """)
}
