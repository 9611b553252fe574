-- AWS's cases of wrong clocks, and of the trace id in Lambda.
local conformance = require "support.conformance"

local M = {}

local function run(name, op, list, passes)
   local cases = conformance.load(name)
   if not cases then return nil end
   cases = list and cases[list] or cases
   local rows = {}
   for i, answer in ipairs(conformance.run(op, cases)) do
      local case = cases[i]
      rows[i] = { id = case.description or case.name, passed = passes(case, answer),
         answer = answer }
      if type(rows[i].id) ~= "string" then rows[i].id = tostring(i) end
   end
   return rows
end

local function is_simulated(case, answer)
   for i, operation in ipairs(case.operations) do
      local result = answer.operations and answer.operations[i]
      if not result or result.clientSkew ~= operation.expectedClientSkew
         or result.outcome ~= operation.expectedOutcome
         or #result.signingTimes ~= #operation.attempts then
         return false
      end
      for k, attempt in ipairs(operation.attempts) do
         if result.signingTimes[k] ~= attempt.expectedSigningTime then return false end
      end
   end
   return true
end

local function is_classified(case, answer) return answer.retryable == case.retryable end

local function is_traced(case, answer)
   local headers = answer.requestHeadersAfter or {}
   return table.concat(headers, "\n") == table.concat(case.requestHeadersAfter, "\n")
end

M.files = {
   { name = "clock-skew-test-cases.json",
     run = function(name) return run(name, "skew-sim", "tests", is_simulated) end },
   { name = "clock-skew-classifier.json",
     run = function(name) return run(name, "skew-sim", "cases", is_classified) end },
   { name = "recursion-detection.json",
     run = function(name) return run(name, "trace-header", nil, is_traced) end },
}

return M
