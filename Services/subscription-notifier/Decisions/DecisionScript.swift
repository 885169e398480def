import State

/// The Lua scripts of decisions: each is one step for Redis, whatever copies of the service ask at once.
///
/// A subscription's state is in eight keys under one prefix, so that all of it can be forgotten without a search:
/// `:verdicts` and `:objects` (hashes, each with an older generation `:…-before`), `:sent` (sorted set: exposure times of
/// notices), `:budget`, `:budget-hours` (hashes) and `:budget-pool`. The scripts are given the prefix alone.
enum DecisionScript {
    /// What follows the prefix in the names of the keys.
    static let parts = [
        "verdicts", "verdicts-before", "objects", "objects-before", "sent", "budget", "budget-hours", "budget-pool",
    ]

    /// Decides on one match and stores the verdict.
    ///
    /// Arguments: alert key, now (microseconds), lifetime of the state (seconds; 0: a live one's), object, exposure time
    /// (seconds), tail probability, score, hash of the alert key, budget, rest (seconds), 1 for first only, rise, hourly cap.
    static let decide = Script("decide-match", source: memory + hours + BudgetScript.source + decision)

    /// Notes that a notice went, where a verdict on it is known or was lost.
    static let noteSent = Script("note-notice-sent", source: memory + note)

    /// What is kept in two generations.
    ///
    /// The younger one becomes the older one at half of its life, or when it is full. So all that is written is kept for
    /// at least half of a life, nothing longer than a whole one, and there is a bound.
    private static let memory = """
        local prefix, key, lifetime = KEYS[1], ARGV[1], tonumber(ARGV[3])
        local function recall(part, field)
            return redis.call('HGET', prefix .. part, field) or redis.call('HGET', prefix .. part .. '-before', field)
        end
        local function remember(part, field, value, seconds)
            local name = prefix .. part
            local left = redis.call('TTL', name)
            if left >= 0 and ((lifetime == 0 and left <= seconds) or redis.call('HLEN', name) >= 1000000) then
                redis.call('UNLINK', name .. '-before')
                redis.call('RENAME', name, name .. '-before')
                left = -2
            end
            redis.call('HSET', name, field, value)
            if left < 0 then redis.call('EXPIRE', name, lifetime == 0 and 2 * seconds or lifetime) end
        end
        local verdictSeconds, objectSeconds, budgetSeconds = 7 * 86400, 365 * 86400, 100 * 86400

        """

    /// Whether an hour that holds the exposure has had its share, in whatever order the alerts come.
    private static let hours = """
        local time = tonumber(ARGV[5])
        local function at(seconds) return string.format('%.6f', seconds) end
        local function isHourFull(most)
            local name = prefix .. ':sent'
            local from, to = '(' .. at(time - 3600), '(' .. at(time + 3600)
            if redis.call('ZCOUNT', name, from, to) < most then return false end
            if redis.call('ZCOUNT', name, '(' .. at(time), to) == 0 then return true end
            -- Late: any run of so many that together with this one fits into an hour.
            local near = redis.call('ZRANGEBYSCORE', name, from, to, 'WITHSCORES')
            for first = 2, #near - 2 * (most - 1), 2 do
                local start, stop = tonumber(near[first]), tonumber(near[first + 2 * (most - 1)])
                if math.max(stop, time) - math.min(start, time) < 3600 then return true end
            end
            return false
        end
        local function noteHour(most)
            local name = prefix .. ':sent'
            redis.call('ZADD', name, at(time), key)
            -- Enough for the nights that a budget looks back to; two hours' worth whatever the cap.
            local kept = math.max(2 * most, math.min(240 * most, 100000))
            redis.call('ZREMRANGEBYRANK', name, 0, -1 - kept)
            redis.call('EXPIRE', name, lifetime == 0 and budgetSeconds or lifetime)
        end

        """

    private static let decision = """
        local known = recall(':verdicts', key)
        if known then return known end

        local object, score, cap = ARGV[4], tonumber(ARGV[7]), tonumber(ARGV[13])
        local rest, isFirstOnly, rise = tonumber(ARGV[10]), ARGV[11] == '1', tonumber(ARGV[12])
        local hasObjectRule = object ~= '' and (rest > 0 or isFirstOnly or rise > 0)
        local lastTime

        local function verdict()
            local last = hasObjectRule and recall(':objects', object)
            if last then
                local lastScore
                lastTime, lastScore = struct.unpack('<dd', last)
                if isFirstOnly then return 'first-only' end
                if math.abs(time - lastTime) < rest then return 'cooldown' end
                if rise > 0 and score < lastScore + rise then return 'score-rise' end
            end
            local reason = budgetVerdict(cap)
            if reason then return reason end
            if cap > 0 and isHourFull(cap) then return 'hourly-cap' end
        end

        local answer = verdict()
        if not answer then
            answer = ARGV[2]
            if hasObjectRule then
                local newest = math.max(time, lastTime or time)
                remember(':objects', object, struct.pack('<dd', newest, score), objectSeconds)
            end
            if budget > 0 or cap > 0 then noteHour(math.max(budgetHourCap, cap)) end
            if budget > 0 then noteBudget() end
        end
        remember(':verdicts', key, answer, verdictSeconds)
        if lifetime > 0 then
            for _, part in ipairs({'verdicts', 'verdicts-before', 'objects', 'objects-before',
                                   'sent', 'budget', 'budget-hours', 'budget-pool'}) do
                redis.call('EXPIRE', prefix .. ':' .. part, lifetime)
            end
        end
        return answer
        """

    private static let note = """
        local older = prefix .. ':verdicts-before'
        if redis.call('HEXISTS', older, key) == 1 then
            redis.call('HSET', older, key, 'sent')
        else
            remember(':verdicts', key, 'sent', verdictSeconds)
        end
        return 1
        """
}
