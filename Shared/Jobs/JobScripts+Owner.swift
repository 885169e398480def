/// What owners do, and what time does, in one step each.
extension JobScripts {
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
        expire(id, shallBe)
        return reply('known', id)
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
        redis.call('ZREM', P .. 'job-unwarned', id)
        return {'known'}
        """)

    /// id, now → "known" once, "nothing" for one that was warned of before.
    static let warn = script(
        "warn-of-job",
        """
        redis.call('ZREM', P .. 'job-unwarned', ARGV[1])
        if not get(ARGV[1], 'owner') or get(ARGV[1], 'warned') then return {'nothing'} end
        change(ARGV[1], 'warned', ARGV[2])
        return reply('known', ARGV[1])
        """)

    /// id, seconds for which the id is not given out again: the record goes, with all that points to it.
    static let remove = script(
        "remove-job",
        """
        local id = ARGV[1]
        local owner = get(id, 'owner')
        redis.call('ZREM', P .. 'job-expiry', id)
        redis.call('ZREM', P .. 'job-unwarned', id)
        if not owner then return {'nothing'} end
        free(id)
        redis.call('ZREM', P .. 'jobs:' .. owner, id)
        show(id, '')
        redis.call('DEL', record(id), P .. 'job-log:' .. id)
        redis.call('HSET', record(id), 'deleted', '1')
        redis.call('EXPIRE', record(id), ARGV[2])
        return {'known'}
        """)
}
