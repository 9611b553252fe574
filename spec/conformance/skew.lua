-- AWS's cases of wrong clocks, and of the trace id in Lambda.
local M = {}

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
   { name = "clock-skew-test-cases.json", op = "skew-sim", list = "tests", id = "description",
     passes = is_simulated },
   { name = "clock-skew-classifier.json", op = "skew-sim", list = "cases", id = "name",
     passes = is_classified },
   { name = "recursion-detection.json", op = "trace-header", id = "description",
     passes = is_traced },
}

return M
