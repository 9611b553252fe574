-- The program behind its host: reads the command line, runs the verb, tells of failures.
--
-- Exit codes: 0 done; 1 error, a script that is missing, does not compile or fails included;
-- 2 changes pending (only if asked for); 3 refused before it was sent; 4 credentials; 5 partly
-- done; 6 not confirmed or a guard said no; 64 wrong command line; 130, 143 interrupted. An error
-- object brings its own code, os.exit(n) in a script is n.
local options = require "moontide.cli.options"
local verbs = require "moontide.cli.verbs"

local M = {}

local EXIT_USAGE = 64

local function refuse(problem, verb)
   local page = verb and verb ~= "help" and "help " .. verb or "help"
   io.stderr:write("moontide: ", problem, "\n", ("Try 'moontide %s'.\n"):format(page))
   return EXIT_USAGE
end

local function report(err, traceback, given)
   local core = require "moontide.core"
   local printer = require "moontide.cli.report"
   local task = package.loaded["moontide.task"]
   local observer = task and task.observer()
   if observer then observer:clear() end
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
   local verb = verbs.find(command.verb)
   local failure = require "moontide.failure"
   local ok, result = failure.guarded(verb.run, explain, command)
   if ok then return result end
   return report(result.error, result.traceback, command.options)
end

---Runs the program; returns its exit code.
---@param arguments string[] as Lua's arg
---@return integer
function M.main(arguments)
   local command, problem, verb = options.parse(arguments)
   if not command then return refuse(problem, verb) end
   if command.options.version then command.verb = "version" end
   if command.options.help and command.verb ~= "help" then
      return require("moontide.cli.help").print(command.verb)
   end
   if not command.verb then
      io.stderr:write(require("moontide.cli.help").text())
      return EXIT_USAGE
   end
   local code = run_verb(command)
   local session = package.loaded["moontide.cli.session"]
   if session then session.finish(code) end
   return code
end

return M
