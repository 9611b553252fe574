-- Cooldowns of Application Auto Scaling, which are not those of EC2 groups: after capacity was
-- added, more is added only for what exceeds it; after capacity was removed, none is removed for
-- a while, but adding ends that at once. They begin when an activity has completed. Scheduled
-- actions neither begin nor heed them.
local M = {}

---What a target remembers; a new table is one that has scaled never.
---@class moontide.scaling.CooldownState
---@field base? integer       the capacity from before the additions that still cool down
---@field out_until? number
---@field in_until? number

---Seconds when a policy says nothing.
---@param namespace string
---@return integer
function M.default(namespace)
   local zero = namespace == "dynamodb" or namespace == "comprehend" or namespace == "cassandra"
      or namespace == "lambda" or namespace == "kafka"
   return zero and 0 or namespace == "elasticache" and 600 or 300
end

---The capacity that an addition is computed from: that from before the last ones, while they cool
---down.
---@param state moontide.scaling.CooldownState
---@param now number
---@param current integer
---@return integer
function M.base(state, now, current)
   local is_cooling = state.out_until and now < state.out_until and state.base
   return is_cooling and math.min(state.base, current) or current
end

---Is removing capacity blocked?
---@param state moontide.scaling.CooldownState
---@param now number
---@return boolean
function M.blocks_removal(state, now)
   return state.in_until ~= nil and now < state.in_until
end

---Notes that capacity has been added, in an activity that completed now.
---@param state moontide.scaling.CooldownState
---@param now number
---@param base integer     what it was computed from
---@param seconds integer  the policy's cooldown
function M.added(state, now, base, seconds)
   state.base, state.out_until, state.in_until = base, now + seconds, nil
end

---Notes that capacity has been removed, in an activity that completed now.
---@param state moontide.scaling.CooldownState
---@param now number
---@param seconds integer  the policy's cooldown
function M.removed(state, now, seconds)
   state.base, state.out_until, state.in_until = nil, nil, now + seconds
end

return M
