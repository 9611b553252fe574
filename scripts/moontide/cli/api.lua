-- What `moontide api` does: reads the command line, sends the operation, prints its answer or what
-- went wrong in the AWS CLI's words.
local arguments = require "moontide.api.arguments"
local core = require "moontide.core"
local failure = require "moontide.failure"
local input = require "moontide.api.input"
local models = require "moontide.models"
local options = require "moontide.api.options"
local problem = require "moontide.api.problem"
local suggest = require "moontide.suggest"

local M = {}

local EXIT_USAGE <const> = 64
local DEFAULT_SERVICE <const> = "application-autoscaling"

local function is_service(name)
   for _, known in ipairs(core.model_names()) do
      if known == name then return true end
   end
   return false
end

local function names_of(map)
   local names = {}
   for name in pairs(map) do names[#names + 1] = name end
   table.sort(names)
   return names
end

local function refuse_operation(service, command, commands)
   local names = names_of(commands)
   local what = ("%s has no operation '%s'"):format(service, command)
   if service == DEFAULT_SERVICE then
      names = table.move(core.model_names(), 1, 100, #names + 1, names)
      what = ("there is no operation or service '%s'"):format(command)
   end
   problem.raise("%s%s", what, suggest.hint(command, names))
end

-- The service, its model and the operation that the words in front name.
local function resolve(result)
   local words = result.words
   local service, command = DEFAULT_SERVICE, words[1]
   if words[1] and is_service(words[1]) then service, command = words[1], words[2] end
   if command == "help" then
      result.wants_help, command = true, nil
   end
   result.service = service
   result.model = models.find(service) or failure.check(core.model(service))
   local commands = options.commands(result.model)
   if not command then
      if result.wants_help then return end
      problem.raise("which operation? 'moontide api help' lists them")
   end
   result.operation = commands[command] or refuse_operation(service, command, commands)
   result.command = command
   result.options = options.of(result.model, result.operation)
end

local function check_required(result)
   local given = result.given
   if given["cli-input-json"] or (given["generate-cli-skeleton"] or "output") ~= "output" then
      return
   end
   local missing, seen = {}, {}
   for _, option in ipairs(result.options) do
      if option.is_required and given[option.member] == nil and not seen[option.member] then
         seen[option.member] = true
         missing[#missing + 1] = "--" .. option.name
      end
   end
   if #missing > 0 then
      problem.raise("%s: the following arguments are required: %s", result.command,
         table.concat(missing, ", "))
   end
end

-- Whoever pages by hand gets single pages.
local function decide_paging(result, request)
   local paginator = result.model:operation(result.operation).paginator
   if not paginator then return nil end
   local is_by_hand = result.globals["no-paginate"]
   for _, member in ipairs { paginator.input_token, paginator.limit_key } do
      is_by_hand = is_by_hand or request[member] ~= nil
   end
   if not is_by_hand then return paginator end
   local used = {}
   for _, name in ipairs { "starting-token", "page-size", "max-items" } do
      if result.given[name] then used[#used + 1] = "--" .. name end
   end
   if #used > 0 then
      problem.raise("%s: paging by hand (--no-paginate or the service's own paging options)"
         .. " excludes %s", result.command, table.concat(used, ", "))
   end
end

-- Options before the verb are defaults of those behind it.
local function session_options(command, globals)
   local given = {}
   for name, value in pairs(command.options) do given[name] = value end
   for name, value in pairs(globals) do given[name] = value end
   given.verbose = globals.debug and 2 or given.verbose
   given.is_single = true
   return given
end

local function client_options(result)
   local function seconds(name)
      local value = result.globals[name]
      return value and value > 0 and value or nil -- 0: as long as it takes
   end
   return { model = result.model, attempt_timeout = seconds "cli-read-timeout",
      connect_timeout = seconds "cli-connect-timeout" }
end

local function send(result, request, printer)
   local client = require("moontide.service").client(result.service, client_options(result))
   local function call(page_request) return client:call(result.operation, page_request) end
   local paginator = decide_paging(result, request)
   if not paginator then return printer.answer(call(request)) end
   printer.listing(call, paginator, request, {
      starting_token = result.given["starting-token"], page_size = result.given["page-size"],
      max_items = result.given["max-items"],
   })
end

local function print_skeleton(result, request, printer)
   local skeleton = require "moontide.api.skeleton"
   local wanted = result.given["generate-cli-skeleton"]
   if wanted == "yaml-input" then
      problem.raise("--generate-cli-skeleton: YAML is not read; use input and --cli-input-json")
   elseif wanted == "input" then
      printer.json(skeleton.of(result.model:shape(result.operation, "input")))
   else
      failure.check(result.model:check(result.operation, request))
      printer.answer(skeleton.of(result.model:shape(result.operation, "output"), true))
   end
end

local function perform(result, command)
   local session = require "moontide.cli.session"
   local printer = require("moontide.cli.api_printer").new(result)
   check_required(result)
   local shape = result.model:shape(result.operation, "input")
   local request = input.read(result.options, result.given, shape)
   if result.given["generate-cli-skeleton"] then
      print_skeleton(result, request, printer)
      return 0
   end
   decide_paging(result, request)
   local _ <close> = session.open(session_options(command, result.globals))
   send(result, request, printer)
   return session.exit_code()
end

local function main(command, result)
   local argv = command.arguments
   result.profile = command.options.profile
   for name, value in pairs(arguments.begin(argv, is_service)) do result[name] = value end
   resolve(result)
   if result.operation then arguments.finish(result, argv) end
   if result.wants_help then
      io.stdout:write(require("moontide.cli.api_help").text(result))
      return 0
   end
   return perform(result, command)
end

local function refuse(result, what)
   local place = result.command and result.command .. " " or ""
   io.stderr:write("moontide: ", what.message, "\n", "Try 'moontide api ", place, "help'.\n")
   return EXIT_USAGE
end

---@param command moontide.cli.Command
---@return integer exit_code
function M.run(command)
   local result = {}
   local ok, value = pcall(main, command, result)
   if ok then return value end
   if problem.is_problem(value) then return refuse(result, value) end
   local text = failure.is_error(value) and require("moontide.cli.api_error").text(value, result)
   if not text then error(value, 0) end
   io.stderr:write(text)
   return value.exit_code
end

return M
