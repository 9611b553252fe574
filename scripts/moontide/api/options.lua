-- The options of `moontide api`: those of every operation, and an operation's own, made from its
-- model as the AWS CLI makes them. Help and shell completion are written from the same data.
local service = require "moontide.service"
local shared = require "moontide.cli.shared_options"

local M = {}

---@class moontide.api.Option
---@field name string
---@field value string?       name of its value; nil: a flag
---@field choices string[]?   all that the value may be
---@field help string
---@field kind string         "global", "member", "paging", "input" or "skeleton"
---@field member string?      AWS's name of what it sets
---@field shape table?        of that member
---@field is_required boolean?
---@field is_list boolean?    whether several values may follow
---@field is_hidden boolean?  accepted, but better left to the paging options
---@field sets any            what a flag sets its member to
---@field ignored string?     why it has no effect
---@field refused string?     why it is not offered
---@field is_number boolean?
---@field read nil|fun(text: string): any, string?  the value, or nil and what it has to be

---@type moontide.api.Option[]
M.global = {
   { name = "endpoint-url", value = "URL", help = "send calls to this endpoint" },
   { name = "region", value = "REGION", help = "the Region to call" },
   { name = "profile", value = "NAME", complete = "profile",
      help = "the profile of the shared configuration files" },
   { name = "output", value = "FORMAT",
      choices = { "json", "text", "table", "yaml", "yaml-stream" },
      help = "how the answer is laid out (default json)" },
   { name = "query", value = "JMESPATH", help = "print what this expression finds in the answer" },
   { name = "no-paginate", help = "send one call, not one for each page" },
   { name = "color", value = "WHEN", choices = { "auto", "on", "off", "always", "never" },
      help = "colour tables: auto, on or off" },
   { name = "cli-read-timeout", value = "SECONDS", is_number = true,
      help = "how long one attempt may take" },
   { name = "cli-connect-timeout", value = "SECONDS", is_number = true,
      help = "how long connecting may take" },
   { name = "debug", help = "say every decision on stderr (as -vv does)" },
   { name = "emulator", help = "answer by an emulator inside the program" },
   { name = "trace-http", value = "FILE", complete = "file",
      help = "append every request and answer, without secrets" },
   { name = "no-cli-pager", help = "accepted: there is no pager", ignored = "there is no pager" },
   { name = "cli-auto-prompt", help = "not offered", refused = "there are no prompts" },
   { name = "no-cli-auto-prompt", help = "accepted: there are no prompts",
      ignored = "there are no prompts" },
   { name = "cli-binary-format", value = "FORMAT", choices = { "base64", "raw-in-base64-out" },
      help = "accepted: no operation takes binary values", ignored = "no binary values" },
   { name = "no-verify-ssl", help = "not offered",
      refused = "servers are always verified; AWS_CA_BUNDLE names an authority of your own" },
   { name = "ca-bundle", value = "FILE", complete = "file", help = "not offered",
      refused = "set AWS_CA_BUNDLE, or ca_bundle in the profile" },
   { name = "no-sign-request", help = "not offered",
      refused = "these services answer signed requests only" },
}
for _, option in ipairs(shared.limits) do
   M.global[#M.global + 1] = { name = option.name, value = option.value, read = option.read,
      help = option.help }
end
for _, option in ipairs(M.global) do option.kind = "global" end

---RegisterScalableTarget → register-scalable-target
---@param name string
---@return string
function M.kebab(name)
   return (service.snake_case(name):gsub("_", "-"))
end

local VALUE_NAMES <const> = {
   structure = "STRUCTURE", map = "MAP", integer = "N", long = "N", float = "NUMBER",
   double = "NUMBER", timestamp = "TIME", blob = "BASE64",
}

local function value_name(shape)
   if shape.type == "list" then return value_name(shape.item) .. " …" end
   return VALUE_NAMES[shape.type] or "TEXT"
end

local function add_member(list, member)
   local shape, name = member.shape, M.kebab(member.name)
   local option = { name = name, member = member.name, shape = shape, kind = "member",
      is_required = member.required, help = member.name }
   list[#list + 1] = option
   if shape.type == "boolean" then
      option.sets = true
      list[#list + 1] = { name = "no-" .. name, member = member.name, shape = shape,
         kind = "member", sets = false, help = "the opposite", is_required = member.required }
      return
   end
   option.value = value_name(shape)
   option.is_list = shape.type == "list"
   option.choices = shape.enum or option.is_list and shape.item.enum or nil
end

local function add_paging(list, paginator)
   for _, option in ipairs(list) do
      option.is_hidden = option.member == paginator.input_token
         or option.member == paginator.limit_key
   end
   list[#list + 1] = { name = "starting-token", value = "TOKEN", kind = "paging",
      help = "go on where a listing with --max-items has ended" }
   if paginator.limit_key then
      list[#list + 1] = { name = "page-size", value = "N", kind = "paging", is_number = true,
         help = "items a call asks for" }
   end
   list[#list + 1] = { name = "max-items", value = "N", kind = "paging", is_number = true,
      help = "items to print at most; NextToken then says where to go on" }
end

---The options of an operation, its own in the model's order.
---@param model userdata
---@param operation string AWS's name
---@return moontide.api.Option[]
function M.of(model, operation)
   local list = {}
   local shape = model:shape(operation, "input")
   for _, member in ipairs(shape and shape.members or {}) do add_member(list, member) end
   local paginator = model:operation(operation).paginator
   if paginator then add_paging(list, paginator) end
   list[#list + 1] = { name = "cli-input-json", value = "JSON", kind = "input",
      complete = "file", help = "the whole input as JSON or file://PATH; other options win" }
   list[#list + 1] = { name = "cli-input-yaml", value = "YAML", kind = "input",
      help = "not offered", refused = "use --cli-input-json" }
   list[#list + 1] = { name = "generate-cli-skeleton", kind = "skeleton", value = "[input|output]",
      choices = { "input", "output", "yaml-input" },
      help = "print an input to fill in, or what an answer looks like; send nothing" }
   return list
end

---By name, a number of operations as commands: { ["describe-alarms"] = "DescribeAlarms" }.
---@param model userdata
---@return table<string, string>
function M.commands(model)
   local commands = {}
   for _, operation in ipairs(model:operations()) do commands[M.kebab(operation)] = operation end
   return commands
end

return M
