-- moontide run SCRIPT: a Lua script as the first task, with the options as its clients' defaults.
local shared = require "moontide.cli.shared_options"

return {
   name = "run",
   operand = "SCRIPT",
   takes_arguments = true,
   summary = "run a script",
   examples = [[
  moontide run register.lua                     run a script against AWS
  moontide run --emulator register.lua          the same, with no AWS account
  moontide register.lua -- table.csv            'run' can be left out; arg[1] is table.csv
  echo 'print(1 + 1)' | moontide run -          a script from standard input
]],
   options = shared.connection,
   run = function(command)
      local script = require "moontide.cli.script"
      local session = require "moontide.cli.session"
      local path = command.operand
      local _ <close> = session.open(command.options) -- first: --metrics tells of all failures
      local text, name = script.read(path)
      -- Globals that a script makes stay in its environment; it reads those of Lua.
      local chunk = script.compile(text, name, setmetatable({}, { __index = _G }))
      script.set_arguments(path, command.arguments)
      script.add_to_path(path)
      require("moontide.task").run(chunk, table.unpack(command.arguments))
      return session.exit_code()
   end,
}
