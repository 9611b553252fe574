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

-- The answers of cases that one operation each answers, in their order.
local function answers_by_operation(op, cases, inputs)
   local answers, groups = {}, {}
   for i, case in ipairs(cases) do
      local name = type(op) == "function" and op(case) or op
      groups[name] = groups[name] or {}
      table.insert(groups[name], i)
   end
   for name, indices in pairs(groups) do
      local list = {}
      for k, i in ipairs(indices) do list[k] = inputs[i] end
      for k, answer in ipairs(M.run(name, list)) do answers[indices[k]] = answer end
   end
   return answers
end

---Runs a file of cases; nil where there is none.
---@param file { name: string, op: string|fun(case: table): string,
---   list?: string, cases?: fun(content: table): table[], id: string,
---   input?: fun(case: table): table, passes: fun(case: table, answer: table): boolean }
---   list: the member that holds the cases, where they are not the whole; id: that names a case
---@return { id: string, passed: boolean, answer: table }[]?
function M.rows(file)
   local content = M.load(file.name)
   if not content then return nil end
   local cases = file.cases and file.cases(content) or content[file.list] or content
   local rows, inputs = {}, {}
   for i, case in ipairs(cases) do inputs[i] = file.input and file.input(case) or case end
   local answers = answers_by_operation(file.op, cases, inputs)
   for i, case in ipairs(cases) do
      local id = case[file.id]
      rows[i] = { id = type(id) == "string" and id or tostring(i), answer = answers[i],
         passed = file.passes(case, answers[i]) }
   end
   return rows
end

---Whether moontide refuses it for want of credentials.
---@param answer table
---@return boolean
function M.is_refused(answer)
   return answer.error ~= nil and answer.error.status == "credentials"
end

---Whether two pieces of plain data are the same.
---@return boolean
function M.is_same(a, b)
   return json.encode(a, { sorted = true }) == json.encode(b, { sorted = true })
end

return M
