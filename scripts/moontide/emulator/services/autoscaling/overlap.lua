-- Updates of one target that overlap: while the answer to one is held back, the next is refused, as
-- AWS refuses what comes too close.
local failure = require "moontide.emulator.failure"

local M = {}

local function key_of(context, input)
   return table.concat({ context.account, context.region, input.ServiceNamespace,
      input.ScalableDimension, input.ResourceId }, "\n")
end

---A handler of updates to one target, of which only one is under way at a time. What it says in
---`context.updated` is kept in `context.under_way` for as long as the answer takes.
---@param handler fun(input: table, context: table): table
---@return fun(input: table, context: table): table
function M.exclusive(handler)
   return function(input, context)
      local key = key_of(context, input)
      if context.under_way[key] then
         failure.raise("ConcurrentUpdateException",
            "You already have a pending update to an Auto Scaling resource")
      end
      local output = handler(input, context)
      context.updated = key
      return output
   end
end

return M
