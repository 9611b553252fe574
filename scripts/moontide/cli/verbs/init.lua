-- The verbs: one file each, which says what the verb takes and does. A verb's file is read when the
-- verb is used, all of them for the general help.
local M = {}

---@class moontide.cli.Verb
---@field name string
---@field operand string?          what it takes; in brackets what may be left out
---@field operands string[]?       all that the operand may be
---@field takes_arguments boolean? whether further operands reach the verb
---@field needs_dashes boolean?    whether they have to stand behind --
---@field is_raw boolean?          whether everything behind its name reaches it unread
---@field summary string           one line
---@field examples string          lines of a command and what it is for
---@field options moontide.cli.Option[]  besides the common ones
---@field run fun(command: moontide.cli.Command): integer  gives the exit code

---In the order of the help.
M.groups = {
   { title = "Scripts", names = { "run" } },
   { title = "Deployments",
      names = { "validate", "test-hooks", "plan", "apply", "drift", "undo", "export",
                "rollout" } },
   { title = "What is live",
      names = { "list", "explain", "activities", "schedule", "suspend", "resume" } },
   { title = "Single calls", names = { "api" } },
   { title = "Editors and shells", names = { "types", "completion" } },
   { title = "Trying things out", names = { "emulate" } },
   { title = "The program", names = { "doctor", "version", "help" } },
}

---All of them.
---@type string[]
M.names = {}

local is_verb = {}
for _, group in ipairs(M.groups) do
   for _, name in ipairs(group.names) do
      M.names[#M.names + 1] = name
      is_verb[name] = true
   end
end

---@param name string
---@return moontide.cli.Verb?
function M.find(name)
   return is_verb[name] and require("moontide.cli.verbs." .. name) or nil
end

---@return moontide.cli.Verb[]
function M.all()
   local list = {}
   for _, name in ipairs(M.names) do list[#list + 1] = M.find(name) end
   return list
end

return M
