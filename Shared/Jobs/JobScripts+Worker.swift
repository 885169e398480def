/// What workers do, in one step each.
extension JobScripts {
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
        if now > tonumber(redis.call('HGET', seen, 'patience') or 0) then
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

    /// id, field, value → the value that is there from now on.
    static let freeze = script(
        "freeze",
        """
        redis.call('HSETNX', record(ARGV[1]), ARGV[2], ARGV[3])
        return get(ARGV[1], ARGV[2])
        """)
}
