-- Loaded by busted before the specs (.busted): what must hold again after each of them.
local busted = require "busted"
local environment = require "support.environment"

local function names_of(t)
   local names = {}
   for name in pairs(t) do names[name] = true end
   return names
end

local function new_names(before, now)
   local list = {}
   for name in pairs(now) do
      if not before[name] then list[#list + 1] = tostring(name) end
   end
   table.sort(list)
   return list
end

local globals

busted.before_each(function()
   globals = names_of(_G)
end)

-- Calls that a spec has left in its engine; it is thrown away with them.
local function left_in_engine()
   local context = package.loaded["moontide.context"]
   local engine = context and context.current_engine()
   local pending = engine and engine:pending() or 0
   if pending > 0 then context.replace_engine(nil):close() end
   return pending
end

busted.after_each(function()
   environment.restore()
   local pending = left_in_engine()
   assert(pending == 0, ("the spec left %d calls in the engine"):format(pending))
   local leaked = new_names(globals, _G)
   for _, name in ipairs(leaked) do _G[name] = nil end
   assert(#leaked == 0, "the spec left globals behind: " .. table.concat(leaked, ", "))
end)
