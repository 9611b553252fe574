-- What only a script or a person can know, credentials and codes, found out beside everything else.
local emulator = require "moontide.emulator"
local homes = require "support.home"
local terminals = require "support.terminal"

local PRELUDE <const> = [[
local moontide = require "moontide"
local keys = { access_key_id = "AKIDSPEC", secret_access_key = "spec-secret" }
local known = moontide.client("sts", { credentials = keys })
local log = {}
local function note(text) log[#log + 1] = text end
local function assume()
   local c = known:assume_role { RoleArn = "arn:aws:iam::123456789012:role/f",
      RoleSessionName = "fn" }.Credentials
   return { access_key_id = c.AccessKeyId, secret_access_key = c.SecretAccessKey,
      session_token = c.SessionToken, expires_at = c.Expiration }
end
local function client(fn) return moontide.client("sts", { credentials = fn }) end
]]
local MFA <const> = [[
[default]
role_arn = arn:aws:iam::123456789012:role/x
source_profile = base
mfa_serial = arn:aws:iam::123456789012:mfa/me
[profile base]
aws_access_key_id = AKIDSPEC
aws_secret_access_key = spec-secret
]]

describe("what only the script knows", function()
   local aws, home

   setup(function()
      aws = assert(emulator.start { credentials = "AKIDSPEC:spec-secret:123456789012" })
   end)
   teardown(function() aws:close() end)
   before_each(function() home = homes.new() end)
   after_each(function() home:close() end)

   local function run(script)
      local result = home:run({ "run", "-" }, { AWS_ENDPOINT_URL = aws.url },
         { stdin = PRELUDE .. script })
      return result.out, result
   end

   it("is found out while other tasks go on", function()
      local out, result = run [[
local gate = false
local slow = client(function()
   while not gate do moontide.sleep(0.01) end
   note "gave"
   return assume()
end)
moontide.map({ 1, 2, 3, "other" }, function(item)
   if item == "other" then
      for _ = 1, 5 do known:get_caller_identity() end
      note "other tasks have gone on"
      gate = true
   else
      slow:get_caller_identity()
      note "done"
   end
end)
print(table.concat(log, ", "))
]]
      assert.equal("other tasks have gone on, gave, done, done, done\n", out, result.err)
   end)

   it("may be found out by many tasks of its own", function()
      local out, result = run [[
local answers = moontide.map({ 1, 2 }, function()
   return client(function()
      local found = moontide.map({ 1, 2, 3 }, assume)
      return found[3]
   end):get_caller_identity().Arn
end)
print(#answers, answers[1], answers[1] == answers[2])
]]
      assert.equal("2\tarn:aws:sts::123456789012:assumed-role/f/fn\ttrue\n", out, result.err)
   end)

   it("is found out where a wait has to block, too", function()
      local out, result = run [[
local slow = client(function() moontide.sleep(0.01) return assume() end)
local names = { "b", "a", "c" }
table.sort(names, function(a, b)
   slow:get_caller_identity()
   return a < b
end)
moontide.spawn(function() note "spawned" end)
local wrapped = coroutine.wrap(function() slow:get_caller_identity() coroutine.yield "yielded" end)
print(table.concat(names), wrapped(), moontide.stats().blocking_waits > 0)
]]
      assert.equal("abc\tyielded\ttrue\n", out, result.err)
   end)

   it("cannot be found out with what it is for", function()
      local out, result = run [[
local own
own = client(function() own:get_caller_identity() end)
print(select(2, moontide.try(own.get_caller_identity, own)).message)
own = client(function()
   return moontide.map({ 1 }, function() own:get_caller_identity() end)[1]
end)
print(select(2, moontide.try(own.get_caller_identity, own)).message)
]]
      for line in out:gmatch "[^\n]+" do
         assert.matches("uses the client that it gives credentials to", line)
      end
      assert.equal(2, select(2, out:gsub("\n", "")), result.err)
   end)

   it("need not be there at the end", function()
      local out, result = run [[
local slow = client(function() moontide.sleep(600) end)
local ok, err = moontide.try(function()
   moontide.map({ 1, 2 }, function(i)
      if i == 2 then moontide.sleep(0.05) error "no more" end
      slow:get_caller_identity()
   end)
end)
print(ok, err)
]]
      assert.matches("^nil\t.*no more\n$", out, result.err)
      assert.equal(0, result.code)
      assert.equal("", result.err)
   end)

   it("is asked for once, a code as well", function()
      home:put(".aws/config", MFA)
      local out, result = run [[
moontide.configure { mfa = function(device)
   note(device:match "[^/]*$")
   moontide.sleep(0.02)
   return "123456"
end }
moontide.map({ 1, 2, 3, 4, 5, 6 }, function()
   moontide.client("sts"):get_caller_identity()
   moontide.client("application-autoscaling"):describe_scalable_targets {
      ServiceNamespace = "sagemaker" }
end)
print(table.concat(log, ", "))
]]
      assert.equal("me\n", out, result.err)
   end)
end)

describe("a code at the terminal", function()
   if not terminals.is_there then
      return pending("tmux is not installed (./bootstrap packages test)")
   end

   local function open(aws, home, script)
      home:put(".aws/config", MFA)
      local path = home:put("script.lua", PRELUDE .. script)
      return terminals.open("run " .. path, { HOME = home.path, AWS_REGION = "eu-west-1",
         AWS_ENDPOINT_URL = aws.url })
   end

   it("is asked for while other tasks go on", function()
      local aws <close> = assert(emulator.start {
         credentials = "AKIDSPEC:spec-secret:123456789012" })
      local home <close> = homes.new()
      local terminal <close> = open(aws, home, [[
moontide.map({ 1, 2, 3 }, function(i)
   if i == 3 then
      for _ = 1, 3 do known:get_caller_identity() end
      print "others go on"
   else
      print(moontide.client("sts"):get_caller_identity().Arn:match "role/(%w+)")
   end
end)
]])
      terminal:wait_for "MFA code for arn:aws:iam::123456789012:mfa/me:"
      terminal:wait_for "others go on"
      terminal:type("123456", "Enter")
      terminal:wait_for "exit 0"
      assert.equal(2, select(2, terminal:screen():gsub("%f[%S]x%f[\n]", "")))
      assert.equal(1, select(2, terminal:screen():gsub("MFA code", "")))
   end)

   it("may be left unanswered", function()
      local aws <close> = assert(emulator.start {
         credentials = "AKIDSPEC:spec-secret:123456789012" })
      for key, code in pairs { ["C-c"] = 130, ["C-d"] = 4 } do
         local home <close> = homes.new()
         local terminal <close> = open(aws, home, 'moontide.client("sts"):get_caller_identity()')
         terminal:wait_for "mfa/me:"
         terminal:type(key)
         terminal:wait_for("exit " .. code)
      end
   end)
end)
