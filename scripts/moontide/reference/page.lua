-- The pages on operations as text, from the models and what reference/ says of them.
local core = require "moontide.core"
local options = require "moontide.api.options"
local reference = require "moontide.reference"

local M = {}

local MAIN <const> = "application-autoscaling"

local HEAD <const> = [[
# Operations

Written by `spec/operations_spec.lua` from the models and from `scripts/moontide/reference`.

Each is a method in Lua and a command of `moontide api`. Members and values are AWS's own. How
structures are given on the command line: [api.md](api.md).

]]

local function list_text(shape)
   if shape.type == "list" then return "list of " .. list_text(shape.item) end
   if shape.type == "map" then return "map of " .. list_text(shape.item) end
   if shape.type == "structure" then return shape.name end
   if shape.enum and #shape.enum <= 6 then return table.concat(shape.enum, ", ") end
   if shape.enum then return shape.name end
   return shape.type
end

local function bullet(lines, ...) lines[#lines + 1] = "- " .. table.concat { ... } end

local function add_members(lines, title, shape)
   if not shape or #shape.members == 0 then return end
   lines[#lines + 1] = ("| %s | |"):format(title)
   lines[#lines + 1] = "|---|---|"
   for _, member in ipairs(shape.members) do
      lines[#lines + 1] = ("| `%s`%s | %s |"):format(member.name,
         title == "input" and member.required and " (required)" or "", list_text(member.shape))
   end
   lines[#lines + 1] = ""
end

local function add_errors(lines, names)
   if #names == 0 then return end
   lines[#lines + 1] = "Errors:"
   lines[#lines + 1] = ""
   for _, name in ipairs(names) do
      bullet(lines, "`", name, "`: ", reference.errors()[name] or "see AWS's documentation")
   end
   lines[#lines + 1] = ""
end

local function add_notes(lines, entry)
   for _, limit in ipairs(entry.limits or {}) do bullet(lines, "Limit: ", limit, ".") end
   for _, note in ipairs(entry.notes or {}) do bullet(lines, note) end
   if entry.limits or entry.notes then lines[#lines + 1] = "" end
end

local function add_operation(lines, model, operation)
   local entry = assert(reference.find(MAIN, operation), operation .. " is not described")
   lines[#lines + 1] = "## " .. operation
   lines[#lines + 1] = ""
   lines[#lines + 1] = entry.purpose
   lines[#lines + 1] = ""
   add_notes(lines, entry)
   lines[#lines + 1] = "```sh"
   lines[#lines + 1] = ("moontide api %s %s"):format(options.kebab(operation), entry.example)
   lines[#lines + 1] = "```"
   lines[#lines + 1] = ""
   add_members(lines, "input", model:shape(operation, "input"))
   add_members(lines, "output", model:shape(operation, "output"))
   add_errors(lines, model:operation(operation).errors)
end

local function add_neighbours(lines)
   lines[#lines + 1] = "## Operations of other services"
   lines[#lines + 1] = ""
   lines[#lines + 1] = "| service | operation | purpose |"
   lines[#lines + 1] = "|---|---|---|"
   for _, name in ipairs(core.model_names()) do
      for _, operation in ipairs(name ~= MAIN and core.model(name):operations() or {}) do
         local entry = assert(reference.find(name, operation),
            ("%s of %s is not described in reference/neighbours.lua"):format(operation, name))
         lines[#lines + 1] = ("| `%s` | `%s` | %s |"):format(name, operation, entry.purpose)
      end
   end
   lines[#lines + 1] = ""
end

---docs/operations.md; table_text is put in front, what is tested of each operation.
---@param table_text string
---@return string
function M.text(table_text)
   local model = core.model(MAIN)
   local lines = { HEAD .. table_text }
   for _, operation in ipairs(model:operations()) do add_operation(lines, model, operation) end
   add_neighbours(lines)
   return table.concat(lines, "\n")
end

return M
