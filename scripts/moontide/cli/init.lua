-- The program behind its host: reads the command line, runs the verb, tells of failures.
--
-- Exit codes: 0 done; 1 error, a script that is missing, does not compile or fails included;
-- 3 refused before it was sent; 4 credentials; 64 wrong command line; 130, 143 interrupted. An
-- error object brings its own code, os.exit(n) in a script is n.
local options = require "moontide.cli.options"

local M = {}

local EXIT_USAGE = 64

local VERBS = {
   emulate = "moontide.cli.emulate",
   run = "moontide.cli.run",
   version = "moontide.cli.version",
}

local function refuse(problem)
   io.stderr:write("moontide: ", problem, "\n", "Try 'moontide help'.\n")
   return EXIT_USAGE
end

local function print_help(command)
   local verb = command.verb
   if verb == "help" then verb = command.operand end
   if verb and not options.verb(verb) then
      return refuse(("there is no verb '%s'"):format(verb))
   end
   io.stdout:write(require("moontide.cli.help").text(verb))
   return 0
end

local function report(err, traceback, given)
   local core = require "moontide.core"
   local printer = require "moontide.cli.report"
   local task = package.loaded["moontide.task"]
   printer.print(err, {
      traceback = task and task.traceback(err) or traceback,
      is_verbose = (given.verbose or 0) > 0,
      is_coloured = printer.is_coloured(given.color, core.is_tty(2)),
   })
   return printer.exit_code(err)
end

-- The main program's own failures have their traceback here, those of scripts with their task.
local function explain(err)
   return { error = err, traceback = type(err) == "string" and debug.traceback(nil, 2) or nil }
end

local function run_verb(command)
   local verb = require(VERBS[command.verb])
   local ok, result = xpcall(verb, explain, command)
   if ok then return result end
   return report(result.error, result.traceback, command.options)
end

---Runs the program; returns its exit code.
---@param arguments string[] as Lua's arg
---@return integer
function M.main(arguments)
   local command, problem = options.parse(arguments)
   if not command then return refuse(problem) end
   if command.options.version then command.verb = "version" end
   if command.options.help or command.verb == "help" then return print_help(command) end
   if not command.verb then
      io.stderr:write(require("moontide.cli.help").text())
      return EXIT_USAGE
   end
   return run_verb(command)
end

return M
