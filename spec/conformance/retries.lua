-- AWS's cases of retries: which answer leads to which attempt, when, and how fast the adaptive mode
-- sends.
local M = {}

local function is_near(actual, expected)
   return type(actual) == "number" and math.abs(actual - expected) < 1e-6
end

-- All that is expected of an object is there.
local function has_members(actual, expected)
   for key, value in pairs(expected) do
      local found = actual[key]
      if type(value) == "number" and not is_near(found, value)
         or type(value) ~= "number" and found ~= value then
         return false
      end
   end
   return true
end

local function is_played(case, steps)
   for i, step in ipairs(case.steps) do
      local actual = steps[i]
      if not actual or not has_members(actual, step.expected)
         or (actual.delaySeconds ~= nil) ~= (step.expected.delaySeconds ~= nil) then
         return false
      end
   end
   return #steps == #case.steps
end

-- The pauses before November 2026 are those of our legacy mode.
local function failing(case)
   local steps = {}
   for i in ipairs(case.delays) do steps[i] = { response = { status = 500 } } end
   return { mode = "legacy", exponentialBase = 1, maxAttempts = #steps + 1, steps = steps }
end

local function has_pauses(case, steps)
   for i, delay in ipairs(case.delays) do
      if not is_near(steps[i].delaySeconds, delay) then return false end
   end
   return true
end

-- Tables of the adaptive mode ------------------------------------------------------------------

local function table_rows(tables)
   local rows = {}
   for _, name in ipairs { "cubic_success", "cubic_mixed", "update_client_sending_rate" } do
      rows[#rows + 1] = { id = name, input = tables[name], expected = tables[name].steps }
   end
   for _, case in ipairs(tables.token_bucket) do
      rows[#rows + 1] = { id = case.name, input = case, expected = { case.expect } }
   end
   return rows
end

-- The same from botocore: the curve goes through its old maximum k seconds after the throttle; what
-- was measured is what the last record says.
local function add_botocore(rows, tables)
   for i, case in ipairs(tables.botocore_cubic) do
      local at = case.last_fail or 0
      rows[#rows + 1] = { id = "botocore_cubic " .. i,
         input = { initial = { last_max_rate = case.w_max, last_throttle_time = at },
            steps = { { t = at + case.k }, { t = at } } },
         expected = { { calculated_rate = case.w_max }, { calculated_rate = case.new_rate } } }
   end
   for i, case in ipairs(tables.botocore_rate_clocker) do
      local steps, expected = {}, {}
      for k, at in ipairs(case.records) do
         steps[k], expected[k] = { t = at, throttled = false }, {}
      end
      expected[#steps].measured_tx_rate = case.measured
      rows[#rows + 1] = { id = "botocore_rate_clocker " .. i,
         input = { initial = "nothing", steps = steps }, expected = expected }
   end
   return rows
end

local KEYS <const> = { calculated_rate = true, measured_tx_rate = true, fill_rate = true,
   granted = true, wait_seconds = true, current_capacity = true }

local function is_row(row, answer)
   local answers = answer.granted ~= nil and { answer } or answer
   for i, expected in ipairs(row.expected) do
      local wanted = {}
      for key, value in pairs(expected) do wanted[key] = KEYS[key] and value or nil end
      if not answers[i] or not has_members(answers[i], wanted) then return false end
   end
   return true
end

M.files = {
   { name = "retry-standard-v2_1.json", op = "retry-sim", list = "cases", id = "name",
     passes = is_played },
   { name = "retry-standard-pre2026.json", op = "retry-sim", list = "cases", id = "name",
     input = failing, passes = has_pauses },
   { name = "retry-adaptive-cubic.json", op = "cubic-sim", id = "id", passes = is_row,
     cases = function(tables) return add_botocore(table_rows(tables), tables) end,
     input = function(row) return row.input end },
}

return M
