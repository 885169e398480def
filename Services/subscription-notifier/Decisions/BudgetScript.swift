/// The Lua part that keeps a subscription to its nightly budget; see `source`.
enum BudgetScript {
    /// The budget's verdict on a match.
    ///
    /// A night is from 18 UT to 18 UT: day in Palomar and in Chile. It counts as one once it has a match, so that nights
    /// of clouds are none.
    ///
    /// For each hour of the last nights the smallest tail probabilities of all matches are kept, sent or not
    /// (`:budget-hours`), somewhat more than may be sent in it. The threshold is the tail probability at or under which the
    /// rest of the night would bring, by the last ten nights, what is left of tonight's target:
    /// - the target is the budget and what the nights before lacked or had too much, ±50 % (or 2 notices) at most;
    /// - the expectation is scaled by how tonight compares with those nights so far (weather, a new forest);
    /// - an hour counts no more than may be sent in it, so that a burst of bogus alerts moves the threshold little;
    /// - what is left is never taken as less than a tenth of the budget: the oddest go even when the night had its share;
    /// - the threshold never gets so loose that a whole night would bring three times the target.
    ///
    /// It is set anew after each notice (each hundredth of a budget over a hundred) and each ten minutes of exposure time.
    /// Late alerts are judged by it as it stands, and are counted to their own hour and night. In the very first night the
    /// hours before make the expectation. A night never has more than twice the budget.
    ///
    /// Equal tail probabilities are parted by the hash of the alert key, a change by one in 10⁹ at most. Of budgets over
    /// forty a sample of the matches makes the expectation, so that its size has a bound.
    static let source = """
        local budget = tonumber(ARGV[9])
        local budgetHourCap = budget > 0 and math.max(1, math.floor(budget / 5)) or 0
        local hash = tonumber(ARGV[8])
        local tail = tonumber(ARGV[6]) * (1 + 1e-9 * (hash % 65536) / 65536)
        local windowNights, slotSeconds = 10, 600
        local budgetName, hoursName, poolName = prefix .. ':budget', prefix .. ':budget-hours', prefix .. ':budget-pool'
        local budgetLifetime = lifetime == 0 and budgetSeconds or lifetime
        -- Each of the sample stands for so many matches; so many of them are kept for an hour.
        local hourCap, stride, kept
        -- {night, sent, budget, credit in budgets} of the last nights, oldest first; tonight's place among them.
        local nights, place

        local function hourOf(seconds)
            -- Hours since the turn of the night whose UT midnight is MJD 0.
            return math.floor(seconds / 3600) + 6
        end

        local function readNights(night)
            local packed = redis.call('HGET', budgetName, 'nights')
            nights = packed and cmsgpack.unpack(packed) or {}
            place = #nights
            while place > 0 and nights[place][1] > night do place = place - 1 end
            if place > 0 and nights[place][1] == night then return end
            -- Older than all that are known: one more of the oldest.
            if place == 0 and #nights > windowNights then place = 1 return end
            local credit = 0
            if place > 0 then
                local last = nights[place]
                local most = math.max(2, 3 / budget)
                credit = math.max(-most, math.min(most, last[4] + 1 - last[2] / last[3]))
            end
            place = place + 1
            table.insert(nights, place, {night, 0, budget, credit})
            if #nights > windowNights + 1 then
                table.remove(nights, 1)
                place = place - 1
            end
            redis.call('HSET', budgetName, 'nights', cmsgpack.pack(nights))
            redis.call('EXPIRE', budgetName, budgetLifetime)
        end

        local function keepTail(hour)
            if hash % stride ~= 0 then return end
            local packed = redis.call('HGET', hoursName, hour) or ''
            local count = #packed / 8
            if count >= kept and tail >= struct.unpack('<d', packed, (kept - 1) * 8 + 1) then return end
            local low, high = 0, math.min(count, kept)
            while low < high do
                local middle = math.floor((low + high) / 2)
                if struct.unpack('<d', packed, middle * 8 + 1) <= tail then low = middle + 1 else high = middle end
            end
            packed = packed:sub(1, low * 8) .. struct.pack('<d', tail) .. packed:sub(low * 8 + 1)
            redis.call('HSET', hoursName, hour, packed:sub(1, kept * 8))
            if count > 0 then return end
            redis.call('EXPIRE', hoursName, budgetLifetime)
            for _, field in ipairs(redis.call('HKEYS', hoursName)) do
                if tonumber(field) < nights[1][1] * 24 then redis.call('HDEL', hoursName, field) end
            end
        end

        -- What the last nights had, by rising tail probability: {night, budget, nights, whether hours were cut short,
        -- tail probabilities, hours of the night, ranks within their hours}.
        local function readPool(night)
            local packed = redis.call('GET', poolName)
            if packed then
                local pool = cmsgpack.unpack(packed)
                if pool[1] == night and pool[2] == budget then return pool end
            end
            local fields = redis.call('HGETALL', hoursName)
            local first, count = math.huge, 0
            for index = #nights, 1, -1 do
                if nights[index][1] < night and count < windowNights then
                    first, count = nights[index][1], count + 1
                end
            end
            local entries, isCut = {}, false
            for index = 1, #fields, 2 do
                local hour = tonumber(fields[index])
                local ofNight = math.floor(hour / 24)
                if ofNight >= first and ofNight < night then
                    local inHour = math.min(#fields[index + 1] / 8, kept)
                    if inHour == kept then isCut = true end
                    for rank = 1, inHour do
                        entries[#entries + 1] = {
                            struct.unpack('<d', fields[index + 1], rank * 8 - 7), hour - 24 * ofNight, rank}
                    end
                end
            end
            table.sort(entries, function(left, right) return left[1] < right[1] end)
            local pool = {night, budget, count, isCut, {}, {}, {}}
            for index, entry in ipairs(entries) do
                pool[5][index], pool[6][index], pool[7][index] = entry[1], entry[2], entry[3]
            end
            redis.call('SET', poolName, cmsgpack.pack(pool), 'EX', budgetLifetime)
            return pool
        end

        -- How many of an hour of tonight are at or under a tail probability.
        local function countTonight(hour, limit)
            local packed = redis.call('HGET', hoursName, hour)
            local count = 0
            while packed and count * 8 < #packed and struct.unpack('<d', packed, count * 8 + 1) <= limit do
                count = count + 1
            end
            return count
        end

        -- The first night's: as if each hour before were one of ten alike.
        local function firstThreshold(night, hour)
            local tails, hours = {}, 0
            for earlier = night * 24, night * 24 + hour - 1 do
                local packed = redis.call('HGET', hoursName, earlier)
                if packed then
                    hours = hours + 1
                    for rank = 1, #packed / 8 do tails[#tails + 1] = (struct.unpack('<d', packed, rank * 8 - 7)) end
                end
            end
            table.sort(tails)
            return tails[math.max(1, math.floor(budget / 10 * hours / stride + 0.5))] or math.huge
        end

        local function newThreshold(seconds, record)
            local night, hour = record[1], hourOf(seconds) - 24 * record[1]
            local pool = readPool(night)
            local tails, hours, ranks, count = pool[5], pool[6], pool[7], #pool[5]
            if count == 0 then return firstThreshold(night, hour) end
            -- A match of the sample, in matches a night.
            local weight = stride / pool[3]
            local gone = seconds / 3600 - math.floor(seconds / 3600)
            local function partLeft(ofHour) return ofHour > hour and 1 or ofHour == hour and 1 - gone or 0 end

            -- Tonight against the nights before, among twice as many as the budget.
            local reference = math.min(count, math.max(1, math.floor(2 * budget / weight)))
            local expected, left = {}, 0
            for index = 1, reference do
                local ofHour = hours[index]
                expected[ofHour] = (expected[ofHour] or 0) + 1 / pool[3]
                left = left + partLeft(ofHour)
            end
            local seen, foreseen = 2, 2
            for ofHour = 0, hour do
                local usual = expected[ofHour] or 0
                seen = seen + math.min(countTonight(night * 24 + ofHour, tails[reference]), 3 * usual + 3)
                foreseen = foreseen + usual * (1 - partLeft(ofHour))
            end
            local ratio = math.max(0.1, math.min(4, seen / foreseen))

            local swing = math.max(0.5, 2 / budget)
            local target = math.max(0, budget * (1 + math.max(-swing, math.min(swing, record[4]))))
            local wanted = math.max(target - record[2], 0.1 * budget * left / reference)
            local most = math.max(1, math.ceil(3 * target / (ratio * weight)))
            local brought, cap = 0, hourCap / stride
            for index = 1, math.min(count, most) do
                brought = brought
                    + partLeft(hours[index]) * math.max(0, math.min(ratio, cap - ratio * (ranks[index] - 1))) * weight
                if brought >= wanted then return tails[index] end
            end
            if most <= count then return tails[most] end
            return pool[4] and tails[count] * most / count or math.huge
        end

        local function threshold()
            local cached = redis.call('HMGET', budgetName, 'slot', 'threshold', 'budget', 'isStale')
            local slot, last = math.floor(time / slotSeconds), tonumber(cached[1] or '-1')
            if slot <= last and tonumber(cached[3]) == budget and not cached[4] then return tonumber(cached[2]) end
            -- A late one sets it for the newest time there was.
            local isLate = slot < last
            local seconds = isLate and last * slotSeconds or time
            local value = newThreshold(seconds, nights[#nights])
            redis.call('HSET', budgetName, 'slot', math.max(slot, last), 'threshold', string.format('%.17g', value),
                'budget', budget)
            redis.call('HDEL', budgetName, 'isStale')
            redis.call('EXPIRE', budgetName, budgetLifetime)
            return value
        end

        -- Why the budget holds a match back; nothing where it does not.
        local function budgetVerdict(cap)
            if budget <= 0 then return end
            hourCap = cap > 0 and math.min(cap, budgetHourCap) or budgetHourCap
            stride = math.ceil(hourCap / 8)
            kept = 4 * math.ceil(hourCap / stride) + 8
            local hour = hourOf(time)
            readNights(math.floor(hour / 24))
            keepTail(hour)
            local limit = threshold()
            if tail > limit or nights[place][2] >= 2 * budget then return 'budget' end
            if isHourFull(budgetHourCap) then return 'budget-hour' end
        end

        local function noteBudget()
            nights[place][2] = nights[place][2] + 1
            -- Nights after it, of a late one, have as much less.
            for later = place + 1, #nights do nights[later][4] = nights[later][4] - 1 / budget end
            redis.call('HSET', budgetName, 'nights', cmsgpack.pack(nights))
            if nights[place][2] % math.ceil(budget / 100) == 0 then redis.call('HSET', budgetName, 'isStale', '1') end
        end

        """
}
