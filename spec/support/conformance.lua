-- Gives cases of AWS's own to the conformance program, which answers each with a line. The cases
-- are not part of the project; where they are not at hand, specs of them say so and are skipped.
local json = require "moontide.json"
local program = require "support.program"

local M = {}

M.cases = "../shared/cases/"
M.path = os.getenv("MOONTIDE_CONFORMANCE") or
   program.path:gsub("[^/]*$", "") .. "core/tests/conformance"

---A file of cases; nil where there is none.
---@param name string
---@return table?
function M.load(name)
   local file = io.open(M.cases .. name, "rb")
   if not file then return nil end
   local text = file:read("a")
   file:close()
   return json.decode(text)
end

---Runs cases of one operation; answers in their order, {error = …} where it refuses.
---@param op string
---@param inputs table[]
---@return table[]
function M.run(op, inputs)
   local lines = {}
   for i, input in ipairs(inputs) do
      lines[i] = json.encode({ op = op, ["in"] = input }, { sorted = true }) .. "\n"
   end
   local answers = {}
   local stdin = program.write(table.concat(lines))
   local pipe = assert(io.popen(("'%s' <'%s'"):format(M.path, stdin)))
   for line in pipe:lines() do answers[#answers + 1] = json.decode(line) end
   pipe:close()
   program.clean()
   assert(#answers == #inputs, ("%d answers to %d cases of %s"):format(#answers, #inputs, op))
   return answers
end

return M
