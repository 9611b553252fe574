-- Verbs on a real terminal: the question, progress, Ctrl-C, a narrow window.
local emulator = require "moontide.emulator"
local program = require "support.program"
local terminals = require "support.terminal"

local script <const> = [[
deployment { name = "rankers" }
for i = 1, 40 do
   target(("endpoint/ranker-%02d/variant/main"):format(i)) { min = 1, max = 8 }
end
]]

describe("on a terminal", function()
   if not terminals.is_there then
      return pending("tmux is not installed (./bootstrap packages test)")
   end

   local server, state, path, terminal

   local function start(command, columns)
      terminal = terminals.open(command, { HOME = "/nonexistent", AWS_ACCESS_KEY_ID = "test",
         AWS_SECRET_ACCESS_KEY = "test", AWS_REGION = "eu-west-1", AWS_ENDPOINT_URL = server.url,
         XDG_STATE_HOME = state }, columns)
   end

   local function wait_for(text) terminal:wait_for(text) end

   before_each(function()
      server = assert(emulator.start { latency_ms = 40 })
      state = os.tmpname()
      os.remove(state)
      path = program.write(script, ".lua")
   end)

   after_each(function()
      if terminal then terminal:close() end
      terminal = nil
      server:close()
      program.clean()
      os.execute("rm -rf '" .. state .. "'")
   end)

   it("apply asks, and takes no for an answer", function()
      start("apply --compact --target \"*-01/*\" " .. path)
      wait_for "Apply these changes? [y/N]"
      terminal:type("n", "Enter")
      wait_for "exit 6"
      assert.matches("moontide: not applied", terminal:screen())
   end)

   it("apply does as it is told", function()
      start("apply --compact --target \"*-01/*\" " .. path)
      wait_for "[y/N]"
      terminal:type("yes", "Enter")
      wait_for "exit 0"
      assert.matches("Applied: 1 done", terminal:screen())
   end)

   it("Ctrl-C at the question applies nothing", function()
      start("apply --compact --target \"*-01/*\" " .. path)
      wait_for "[y/N]"
      terminal:type("C-c")
      wait_for "exit 130"
      assert.not_matches("Applied", terminal:screen())
   end)

   it("Ctrl-C lets what is in flight finish, and says how to go on", function()
      start("apply --yes --compact --no-capacity --max-in-flight 1 " .. path, 70)
      wait_for "/40, " -- progress
      terminal:type("C-c")
      wait_for "exit"
      assert.matches("apply again to go on", terminal:screen())
   end)

   it("colours, unless NO_COLOR is set", function()
      start("plan --target \"*-01/*\" " .. path)
      wait_for "exit 0"
      assert.matches("\27%[", terminal:screen "-e")
   end)
end)
