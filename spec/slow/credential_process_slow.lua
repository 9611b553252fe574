-- A helper program that hangs, for as long as it may: a minute.
local control = require "support.control"
local emulator = require "moontide.emulator"
local homes = require "support.home"
local json = require "moontide.json"

local CALL = [[
local client = require("moontide").client("application-autoscaling")
client:describe_scalable_targets { ServiceNamespace = "sagemaker" }
]]

describe("a credential_process that hangs", function()
   it("is killed with all that it has started, after a minute", function()
      local aws <close> = assert(emulator.start {})
      local home <close> = homes.new()
      -- each of them holds the witness open: its reader is told when none is left
      home:put(".aws/config", ("[default]\ncredential_process = exec 3>%s/witness; "
         .. "echo here >&3; sleep 7777 & sleep 7777 | cat\n"):format(home.path))
      assert(os.execute(("mkfifo '%s/witness'"):format(home.path)))
      local witness <close> = assert(io.popen(("timeout 90 cat '%s/witness'"):format(home.path)))
      local began = os.time()
      local result = home:run({ "run", "-" }, { AWS_ENDPOINT_URL = aws.url }, { stdin = CALL })
      assert.equal(4, result.code, result.err)
      assert.matches("credential_process of profile 'default' %(.*config:2%) took longer than "
         .. "60 s and was killed", result.err)
      assert.is_true(os.time() - began >= 59)
      assert.equal("here\n", witness:read "a")
      assert.is_true(witness:close(), "a process was left")
      assert.equal(0, json.decode(control.ask(aws.port, "GET", "counters")).calls)
   end)
end)
