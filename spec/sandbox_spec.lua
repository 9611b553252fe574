-- Rule packs of strangers: what a good one can do, and how each kind of a hostile one is stopped.
local core = require "moontide.core"
local hooks = require "moontide.deploy.hooks"
local lines = require("support.deployments").lines
local sandbox = require "moontide.deploy.sandbox"

local limits <const> = { memory = 8 * 1024 * 1024, instructions = 1000000, seconds = 30 }
local impatient <const> = { memory = limits.memory, instructions = 1000000000, seconds = 0.3 }
local source <const> = { path = "pack.lua", origin = "file" }

local function target()
   return { namespace = "sagemaker", resource_id = "endpoint/e/variant/v", where = "fleet.lua:3",
      dimension = "sagemaker:variant:DesiredInstanceCount", min = 1, max = 2,
      tags = { env = "prod" }, policies = {}, schedules = {} }
end

-- The findings of a pack about the target, those of its loading among them.
local function run(text, point, own_limits)
   local list, findings = sandbox.load(source, text, own_limits or limits)
   local more, payload = hooks.run(list, point or "validate", target())
   table.move(more, 1, #more, #findings + 1, findings)
   return findings, payload
end

local function in_hook(body)
   return 'hook("validate", function(t) ' .. body .. ' end)'
end

-- What is left of a pack that goes over its limits.
local function assert_stopped(text, why, own_limits)
   local findings = run(text, nil, own_limits)
   assert(#findings == 1, text .. ": " .. table.concat(lines(findings), "; "))
   assert(findings[1].rule == "hook-stopped", text .. ": " .. lines(findings)[1])
   assert.equal("error", findings[1].severity)
   assert.matches(why, findings[1].message)
end

describe("a rule pack in the sandbox", function()
   it("warns and denies, with the place of what it is about", function()
      assert.same({ "fleet.lua:3: hook: 1 is too few", "fleet.lua:3: hook: prod" },
         lines(run [[
hook("validate", function(t)
   if t.min < 2 then deny(("%d is too few"):format(t.min)) end
   return warn(t.tags.env)
end)]]))
   end)

   it("changes what it is given only by returning it", function()
      local findings, payload = run([[
hook("transform", function(t)
   t.max, t.tags.team = t.max + 1, "ranking"
   return t
end)]], "transform")
      assert.same({}, findings)
      assert.same({ 3, "ranking", "fleet.lua:3" }, { payload.max, payload.tags.team,
         payload.where })
      assert.equal("integer", math.type(payload.max))
      findings, payload = run('hook("transform", function(t) t.max = 9 end)', "transform")
      assert.same({ {}, 2 }, { findings, payload.max })
   end)

   it("has the libraries that compute, and coroutines", function()
      assert.same({}, run(in_hook [[
local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b * 2 end)
assert(co(1) == 2 and co(4) == 8)
assert(table.concat({ 1, 2 }, "-") == "1-2" and ("x"):rep(3) == "xxx" and utf8.len("é") == 1)
assert(load("return 1 + 1")() == 2 and select("#", pcall(error, "x")) == 2)
assert(setmetatable({}, { __index = { a = 1 } }).a == 1)]]))
   end)

   it("is told of mistakes in it with the place", function()
      assert.same({ "pack.lua:2: hook-file: unexpected symbol near 'end'" },
         lines(run "hook(\nend"))
      assert.same({ "pack.lua:1: hook-file: no" }, lines(run 'error("no")'))
      assert.same({ "pack.lua:1: hook-file: there is no hook point 'validat'" },
         lines(run 'hook("validat", print)'))
      local findings = run "hook('validate', function(t)\n local x = t.a.b end)"
      assert.same({ "pack.lua:2", "hook-error" }, { findings[1].where, findings[1].rule })
      assert.matches("pack.lua:2", findings[1].traceback)
   end)
end)

describe("in the sandbox there is", function()
   it("no way to files, programs, the network, other modules, and Lua's inside", function()
      for _, name in ipairs { "os", "io", "debug", "package", "require", "dofile", "loadfile",
         "collectgarbage", "print", "arg", "moontide", "rawequals" } do
         assert.same({}, run(("assert(%s == nil) assert(_G.%s == nil)"):format(name, name)))
      end
      assert.same({}, run "assert(string.dump == nil)")
   end)

   it("no running of programs", function()
      local findings = run(in_hook 'os.execute("touch /tmp/moontide-was-here")')
      assert.matches("attempt to index a nil value %(global 'os'%)", findings[1].message)
   end)

   it("no bytecode", function()
      local code = string.dump(function() return 1 end)
      assert.matches("compiled Lua is not run", run(code)[1].message)
      local quoted = code:gsub(".", function(byte) return ("\\x%02X"):format(byte:byte()) end)
      assert.same({}, run(('assert(not load("%s", "x", "b"))'):format(quoted)))
      assert.same({}, run(('local c = "%s" '
         .. 'assert(not load(function() local s = c c = nil return s end))'):format(quoted)))
   end)

   it("no finalizer, and no change of what strings are", function()
      assert.matches("finalizer", run 'setmetatable({}, { __gc = function() end })'[1].message)
      assert.same({}, run 'assert(getmetatable("") == false)')
      assert.matches("cannot change", run 'setmetatable("", {})'[1].message
         .. " cannot change a protected metatable")
   end)

   it("no changing of what the program uses to read the answers", function()
      local findings = run [[
string.gsub, string.format, string.sub = error, error, error
table.concat, math.type, utf8.len = error, error, error
next, rawget, pairs, type, tostring, xpcall = error, error, error, error, error, error
hook("validate", function() deny("still here") end)]]
      assert.same({ "fleet.lua:3: hook: still here" }, lines(findings))
   end)
end)

describe("a hostile rule pack is stopped", function()
   it("when it loops, whatever it catches", function()
      local why = "stopped after 1000000 instructions"
      assert_stopped("while true do end", why)
      assert_stopped(in_hook "while true do end", why)
      assert_stopped(in_hook "while true do pcall(function() while true do end end) end", why)
      assert_stopped(in_hook "local function f() pcall(f) return f() end f()", why)
      assert_stopped(in_hook
         "while true do coroutine.wrap(function() while true do end end)() end", why)
      assert_stopped(in_hook
         "while true do pcall(coroutine.wrap(function() for i = 1, 900 do end end)) end", why)
      assert_stopped(in_hook("xpcall(function() while true do end end, function() "
         .. "while true do end end) while true do end"), why)
      assert_stopped(in_hook("local x <close> = setmetatable({}, { __close = function() "
         .. "while true do end end }) error('x')"), why)
   end)

   it("when it loops where Lua counts nothing", function()
      assert_stopped(in_hook("coroutine.wrap(function() local x <close> = setmetatable({}, { "
         .. "__close = function() while true do end end }) while true do end end)()"),
         "stopped after 0.3 seconds", { memory = limits.memory, instructions = 1000000,
            seconds = 0.3 })
   end)

   it("when it takes memory", function()
      assert_stopped(in_hook "local t = {} for i = 1, 1e9 do t[i] = { i } end",
         "stopped")
      assert_stopped(in_hook "local s = 'x' while true do s = s .. s end", "memory")
      assert.matches("too large", run(in_hook "return ('x'):rep(1 << 40)")[1].message)
      assert_stopped(in_hook "return ('x'):rep(1 << 28)", "memory")
      assert_stopped(in_hook("return table.concat(setmetatable({}, { __index = rawlen }), ('x')"
         .. ":rep(1000), 1, 1 << 40)"), "memory")
   end)

   it("when one call of a library does not return", function()
      local why = "stopped after 0.3 seconds"
      assert_stopped(in_hook "return (('a'):rep(60)):find(('a*'):rep(40) .. 'b')", why, impatient)
      assert_stopped(in_hook "return (('a'):rep(60)):gsub(('.-'):rep(40) .. 'b', '')", why,
         impatient)
      assert_stopped(in_hook("table.move(setmetatable({}, { __index = rawlen }), 1, 1 << 40, 1, "
         .. "setmetatable({}, { __newindex = rawequal }))"), why, impatient)
   end)
end)

describe("what comes back from the sandbox", function()
   it("is data, and no more than a limit", function()
      local findings = run([[
hook("transform", function(t)
   local bomb = {}
   for i = 1, 60 do bomb = { bomb, bomb } end
   t.tags = bomb
   return t
end)]], "transform")
      assert.equal("error", findings[1].severity)
      local _, payload = run([[
hook("transform", function(t)
   t.self, t.fn, t.tags.nul = t, print, "a\0b\xFF"
   return setmetatable(t, { __index = error, __pairs = error, __len = error, __name = 5 })
end)]], "transform")
      assert.equal(2, payload.max)
   end)

   it("is the same text, however odd", function()
      assert.same({ "fleet.lua:3: hook: a table that is no text", "fleet.lua:3: hook: ?a\nb?" },
         lines(run(in_hook [[deny({}) deny("\0a\nb\xFF")]])))
      local findings = run(in_hook "for i = 1, 5000 do deny(i .. '') end")
      assert.equal(1000, #findings)
   end)

   it("is one finding when the pack is gone, and the others go on", function()
      local bad = sandbox.load(source, in_hook "while true do end", limits)
      local good = sandbox.load({ path = "good.lua", origin = "file" }, in_hook "warn('hm')",
         limits)
      local both = table.move(good, 1, #good, #bad + 1, bad)
      local findings = {}
      for _ = 1, 3 do
         local more = hooks.run(both, "validate", target())
         table.move(more, 1, #more, #findings + 1, findings)
      end
      assert.equal(4, #findings)
   end)
end)

describe("core.sandbox", function()
   local function open(prelude, options)
      local given = { prelude = string.dump(prelude) }
      for name, value in pairs(options or {}) do given[name] = value end
      return core.sandbox(given)
   end

   local function echo()
      return { echo = function(value) return value end, fail = function() error({}) end,
         loop = function() while true do end end } -- luacheck: ignore
   end

   it("passes JSON in and out, and nothing else", function()
      local box <close> = assert(open(echo))
      assert.equal('{"a":[1,2.5,"x",true]}', box:call("echo", '{"a":[1,2.5,"x",true,null]}')
         :gsub(",null", ""))
      assert.equal("input", select(2, box:call("fail", "1")).status)
      assert.equal("syntax", select(2, box:call("echo", "{")).status)
      assert.matches("nil value", select(2, box:call("nothing", "1")).message)
   end)

   it("can be called again after it was stopped", function()
      local box <close> = assert(open(echo, { instructions = 10000 }))
      for _ = 1, 3 do
         assert.matches("stopped after 10000", select(2, box:call("loop", "1")).message)
         assert.equal("7", box:call("echo", "7"))
      end
   end)

   it("fails to open within too little memory, or without a good prelude", function()
      for memory = 1000, 60000, 1000 do
         local box, err = open(echo, { memory = memory })
         if box then box:close() else assert.is_string(err.message) end
      end
      assert.is_nil((open(function() return 5 end)))
      assert.is_nil((open(function() error("no") end)))
      assert.has_error(function() core.sandbox {} end)
      assert.has_error(function() open(echo, { memory = 0 }) end)
      assert.has_error(function() open(echo, { instruction = 1 }) end)
   end)

   it("does not survive its closing", function()
      local box = assert(open(echo))
      box:close()
      box:close()
      assert.has_error(function() box:call("echo", "1") end, "attempt to use a closed sandbox")
   end)
end)
