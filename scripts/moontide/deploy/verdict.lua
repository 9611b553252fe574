-- What hooks say: deny(text) and warn(text) count when they are called, whether or not they are
-- returned. Hooks can wait for calls, so what they say is kept by coroutine.
local M = {}

local Verdict = { __name = "moontide.verdict" }
local collectors = setmetatable({}, { __mode = "k" }) -- coroutine → list of verdicts

---@class moontide.deploy.Verdict
---@field severity "error"|"warning"
---@field text string

local function text_of(text)
   if type(text) == "string" and text:find("%S") then return text end
   return "no reason given"
end

---@param severity "error"|"warning"
---@param text any
---@return moontide.deploy.Verdict
function M.new(severity, text)
   local verdict = setmetatable({ severity = severity, text = text_of(text) }, Verdict)
   local list = collectors[coroutine.running()]
   if list then list[#list + 1] = verdict end
   return verdict
end

---@return boolean
function M.is_verdict(value)
   return type(value) == "table" and getmetatable(value) == Verdict
end

---Is a hook running in this coroutine?
---@return boolean
function M.is_collecting()
   return collectors[coroutine.running()] ~= nil
end

---Calls fn(…) and gives what it said and returned.
---@param fn function
---@return moontide.deploy.Verdict[] verdicts, table results  packed
function M.collect(fn, ...)
   local thread = coroutine.running()
   local before, list = collectors[thread], {}
   local _ <close> = setmetatable({}, { __close = function() collectors[thread] = before end })
   collectors[thread] = list
   local results = table.pack(fn(...))
   local seen = {}
   for _, verdict in ipairs(list) do seen[verdict] = true end
   for i = 1, results.n do
      local value = results[i]
      if M.is_verdict(value) and not seen[value] then list[#list + 1] = value end
   end
   return list, results
end

return M
