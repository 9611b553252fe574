-- Verbs on a real terminal (tmux): the question, progress, Ctrl-C, a narrow window. What is waited
-- for is text on the screen, never time.
local core = require "moontide.core"
local emulator = require "moontide.emulator"
local program = require "support.program"

local has_tmux = os.execute("command -v tmux >/dev/null 2>&1")

local script <const> = [[
deployment { name = "rankers" }
for i = 1, 40 do
   target(("endpoint/ranker-%02d/variant/main"):format(i)) { min = 1, max = 8 }
end
]]

describe("on a terminal", function()
   if not has_tmux then
      return pending("tmux is not installed (./bootstrap packages test)")
   end

   local server, state, path, socket, terminal

   local function tmux(...)
      local words = { "tmux", "-L", socket }
      for _, word in ipairs { ... } do
         words[#words + 1] = "'" .. tostring(word):gsub("'", [['\'']]) .. "'"
      end
      local pipe <close> = assert(io.popen(table.concat(words, " ") .. " 2>&1"))
      return pipe:read "a"
   end

   local function screen() return (tmux("capture-pane", "-t", "s", "-p")) end

   local function wait_for(text)
      local deadline = core.monotonic() + 20
      while not screen():find(text, 1, true) do
         assert(core.monotonic() < deadline, "not on the screen: " .. text .. "\n" .. screen())
         os.execute "sleep 0.05"
      end
   end

   local function start(command, columns)
      local env = { "env", "-i", "PATH=/usr/bin:/bin", "TERM=xterm", "LANG=C.UTF-8",
         "HOME=/nonexistent", "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test",
         "AWS_REGION=eu-west-1", "AWS_ENDPOINT_URL=" .. server.url, "XDG_STATE_HOME=" .. state,
         os.getenv "MOONTIDE_SCRIPTS" and "MOONTIDE_SCRIPTS=" .. os.getenv "MOONTIDE_SCRIPTS"
            or "X=1" }
      local line = ("%s sh -c 'trap : INT; %s %s; echo exit $?; read x'"):format(
         table.concat(env, " "), program.path, command)
      socket = "moontide" .. path:gsub("%W", "")
      terminal = true
      tmux("new-session", "-d", "-s", "s", "-x", columns or 90, "-y", 24, line)
   end

   before_each(function()
      server = assert(emulator.start { latency_ms = 40 })
      state = os.tmpname()
      os.remove(state)
      path = program.write(script, ".lua")
   end)

   after_each(function()
      if terminal then tmux "kill-server" end
      terminal = nil
      server:close()
      program.clean()
      os.execute("rm -rf '" .. state .. "'")
   end)

   it("apply asks, and takes no for an answer", function()
      start("apply --compact --target \"*-01/*\" " .. path)
      wait_for "Apply these changes? [y/N]"
      tmux("send-keys", "-t", "s", "n", "Enter")
      wait_for "exit 6"
      assert.matches("moontide: not applied", screen())
   end)

   it("apply does as it is told", function()
      start("apply --compact --target \"*-01/*\" " .. path)
      wait_for "[y/N]"
      tmux("send-keys", "-t", "s", "yes", "Enter")
      wait_for "exit 0"
      assert.matches("Applied: 1 done", screen())
   end)

   it("Ctrl-C at the question applies nothing", function()
      start("apply --compact --target \"*-01/*\" " .. path)
      wait_for "[y/N]"
      tmux("send-keys", "-t", "s", "C-c")
      wait_for "exit 130"
      assert.not_matches("Applied", screen())
   end)

   it("Ctrl-C lets what is in flight finish, and says how to go on", function()
      start("apply --yes --compact --no-capacity --max-in-flight 1 " .. path, 70)
      wait_for "/39, " -- progress, after the first one that went alone
      tmux("send-keys", "-t", "s", "C-c")
      wait_for "exit"
      assert.matches("apply again to go on", screen())
   end)

   it("colours, unless NO_COLOR is set", function()
      start("plan --target \"*-01/*\" " .. path)
      wait_for "exit 0"
      assert.matches("\27%[", tmux("capture-pane", "-t", "s", "-p", "-e"))
   end)
end)
