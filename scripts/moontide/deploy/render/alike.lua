-- Failures that say the same of many targets, so that a Region that is down is one message and not
-- a thousand. Pure.
local M = {}

local ENOUGH <const> = 4 -- fewer are told one by one

-- What a failure says, whichever target it is about.
local function sense_of(outcome)
   local err, change = outcome.error, outcome.change or {}
   local message = type(err) == "table" and tostring(err.message) or tostring(err)
   local id = outcome.group.resource_id
   if id and id ~= "" then message = message:gsub(id:gsub("%p", "%%%0"), "\0") end
   local code = type(err) == "table" and err.code or ""
   return table.concat({ outcome.group.cell, code, change.verb or "", change.kind or "", message },
      "\1")
end

local function gather(outcomes)
   local lists, by_sense = {}, {}
   for _, outcome in ipairs(outcomes) do
      local sense = sense_of(outcome)
      local list = by_sense[sense]
      if not list then
         list = {}
         by_sense[sense] = list
         lists[#lists + 1] = list
      end
      list[#list + 1] = outcome
   end
   return lists
end

---Lists of failures to be told together, in the order of the first of each.
---@param outcomes moontide.deploy.Outcome[]  that failed
---@return moontide.deploy.Outcome[][]
function M.lists(outcomes)
   local result = {}
   for _, list in ipairs(gather(outcomes)) do
      if #list >= ENOUGH then
         result[#result + 1] = list
      else
         for _, outcome in ipairs(list) do result[#result + 1] = { outcome } end
      end
   end
   return result
end

return M
