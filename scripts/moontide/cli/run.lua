-- moontide run SCRIPT: a Lua script as the first task, with the options as its clients' defaults.
local context = require "moontide.context"
local core = require "moontide.core"
local files = require "moontide.files"
local task = require "moontide.task"

local DEFAULT_REGION = "us-east-1" -- of the emulator
local lua_signature <const> = "\27Lua"

local function fail(status, message)
   error(core.error { status = status, message = message }, 0)
end

local function read_script(path)
   local text, reason, name
   if path == "-" then
      name = "standard input"
      text, reason = io.read("a")
   else
      name = path
      text, reason = files.read(path)
   end
   if not text then fail("io", ("cannot read the script: %s: %s"):format(name, reason)) end
   if text:sub(1, #lua_signature) == lua_signature then
      fail("syntax", name .. ": a binary chunk (compiled Lua) is not run; give its source")
   end
   return text, path == "-" and "=stdin" or "@" .. path
end

-- Without a byte order mark; a first line that begins with # is left empty.
local function strip(text)
   return (text:gsub("^\xEF\xBB\xBF", ""):gsub("^#[^\n]*", ""))
end

-- Globals that a script makes stay in its environment; it reads those of Lua.
local function load_script(path)
   local text, name = read_script(path)
   local environment = setmetatable({}, { __index = _G })
   local chunk, problem = load(strip(text), name, "t", environment)
   if not chunk then
      local where, message = problem:match("^(.-:%d+): (.*)$")
      error(core.error { status = "syntax", message = message or problem, where = where }, 0)
   end
   return chunk
end

local function add_to_path(path)
   local directory = path:match("^(.*)/[^/]*$") or "."
   if directory == "" then directory = "/" end
   package.path = ("%s/?.lua;%s/?/init.lua;%s"):format(directory, directory, package.path)
end

local function set_arguments(path, arguments)
   rawset(_G, "arg", table.move(arguments, 1, #arguments, 1, { [0] = path }))
end

local function start_emulator()
   local emulator, err = require("moontide.emulator").start {}
   if not emulator then error(err, 0) end
   context.force({
      endpoint_url = emulator.url,
      credentials = { access_key_id = emulator.access_key_id,
         secret_access_key = emulator.secret_access_key },
   }, DEFAULT_REGION)
   return emulator
end

local function configure(given)
   context.pin {
      endpoint_url = given["endpoint-url"], region = given.region, profile = given.profile,
      max_in_flight = given["max-in-flight"], trace = given["trace-http"],
      log_level = math.min(given.verbose or 0, 2),
   }
end

local function observe(given)
   local is_ci = (os.getenv("CI") or "") ~= ""
   if given.quiet or is_ci then return end
   task.observe(require("moontide.cli.progress").new { is_tty = core.is_tty(2) })
end

local nothing <const> = setmetatable({}, { __close = function() end })

return function(command)
   local given = command.options
   local path = command.operand
   local chunk = load_script(path)
   configure(given)
   local _ <close> = given.emulator and start_emulator() or nothing
   set_arguments(path, command.arguments)
   if path ~= "-" then add_to_path(path) end
   observe(given)
   task.run(chunk, table.unpack(command.arguments))
   return core.interrupt_signal() and core.exit_code("cancelled") or 0
end
