-- The program as its user meets it: exit codes, and messages that say what, where and what to do.
local emulator = require "moontide.emulator"
local program = require "support.program"
local service = require "moontide.service"

local CREDENTIALS = { AWS_ACCESS_KEY_ID = "test", AWS_SECRET_ACCESS_KEY = "test" }

-- Runs a script's text; arguments go before its name.
local function run(text, arguments, options)
   local list = { "run" }
   table.move(arguments or {}, 1, #(arguments or {}), 2, list)
   local path = program.write(text, ".lua")
   list[#list + 1] = path
   local result = program.run(list, options)
   result.path = path
   result.err = result.err:gsub(path:gsub("%p", "%%%0"), "SCRIPT.lua")
   return result
end

local function script_call(options)
   return ([[
      local aas = require("moontide").client("application-autoscaling", { %s })
      aas:describe_scalable_targets { ServiceNamespace = "sagemaker" }
   ]]):format(options or "")
end

describe("moontide", function()
   after_each(program.clean)

   it("prints its version", function()
      for _, arguments in ipairs { { "version" }, { "--version" }, { "-V" } } do
         local result = program.run(arguments)
         assert.equal(0, result.code)
         assert.matches("^moontide %d+%.%d+%.%d+", result.out)
         assert.equal("", result.err)
      end
   end)

   it("explains itself", function()
      for _, arguments in ipairs { { "--help" }, { "help" }, { "help", "run" }, { "run", "-h" } } do
         local result = program.run(arguments)
         assert.equal(0, result.code)
         assert.matches("Examples:", result.out)
      end
      local nothing = program.run {}
      assert.equal(64, nothing.code)
      assert.matches("Examples:", nothing.err)
      assert.equal(64, program.run({ "help", "frobnicate" }).code)
   end)

   it("refuses command lines that make no sense", function()
      for text, arguments in pairs {
         ["unknown verb 'rnu', did you mean 'run'?"] = { "rnu", "x.lua" },
         ["unknown option '--regoin', did you mean '--region'?"] = { "run", "--regoin", "x" },
         ["--region needs a value: --region REGION"] = { "run", "x.lua", "--region" },
         ["run: which script?"] = { "run" },
      } do
         local result = program.run(arguments)
         assert.equal(64, result.code)
         assert.equal("", result.out)
         local page = arguments[1] == "run" and "help run" or "help"
         assert.equal(("moontide: %s\nTry 'moontide %s'.\n"):format(text, page), result.err)
      end
   end)

   describe("run", function()
      it("runs a script with its arguments", function()
         local result = run [[print(#arg, arg[1], (...), arg[0] ~= nil)]]
         assert.equal("0\tnil\tnil\ttrue\n", result.out)
         local path = program.write("print(arg[0], arg[1], arg[2], select('#', ...))", ".lua")
         result = program.run { path, "a", "--", "--quiet" }
         assert.equal(path .. "\ta\t--quiet\t2\n", result.out)
         assert.equal(0, result.code)
      end)

      it("runs standard input, without a first line that begins with #", function()
         local result = program.run({ "run", "-", "--", "x" },
            { stdin = "#!/usr/bin/env moontide\nprint(debug.getinfo(1).currentline, ...)" })
         assert.equal("2\tx\n", result.out)
      end)

      it("finds modules beside the script, keeps its globals out of _G", function()
         local module = program.write("return { name = ..., seen = own }", ".lua")
         local result = run(([[
            own = 1
            local module = require %q
            print(module.name, module.seen, own, rawget(_G, "own"), print == _G.print)
         ]]):format(module:match "([^/]+)%.lua$"))
         assert.matches("\tnil\t1\tnil\ttrue\n$", result.out)
      end)

      it("respects os.exit", function()
         assert.equal(7, run([[os.exit(7)]]).code)
         assert.equal(0, run([[os.exit(true)]]).code)
      end)

      it("says which script it cannot read", function()
         local result = program.run { "run", "no/such.lua" }
         assert.equal(1, result.code)
         assert.equal("moontide: cannot read the script: no/such.lua: No such file or directory\n",
            result.err)
         result = program.run { "run", "spec" }
         assert.equal(1, result.code)
         assert.equal("moontide: cannot read the script: spec: Is a directory\n", result.err)
         result = program.run({ "run", "-" }, { stdin_from = "spec" })
         assert.equal("moontide: cannot read the script: standard input: Is a directory\n",
            result.err)
      end)

      it("says where a script does not compile", function()
         local result = run "local x = 1\nlocal y ==\n"
         assert.equal(1, result.code)
         assert.matches("^moontide: SCRIPT.lua:2: unexpected symbol", result.err)
      end)

      it("takes text only", function()
         local result = run(string.dump(function() end))
         assert.equal(1, result.code)
         assert.matches("^moontide: SCRIPT.lua: a binary chunk", result.err)
      end)

      it("shows the frames of a script that fails, and only those", function()
         local result = run [[
local function inner() local x = nil; return x.field end
require("moontide").map({ 1 }, function() return 1 + inner() end)]]
         assert.equal(1, result.code)
         assert.matches("^moontide: SCRIPT.lua:1: attempt to index a nil value", result.err)
         assert.matches("\n    SCRIPT.lua:2", result.err)
         assert.not_matches("moontide/%w+%.lua", result.err)
         assert.not_matches("%[C%]", result.err)
         assert.matches("scheduler.lua", run("error 'x'", { "-v" }).err)
      end)

      it("says something sensible of other error values", function()
         assert.matches("^moontide: the script failed with a table", run("error {}").err)
         assert.matches("^moontide: the script failed with error%(nil%)", run("error()").err)
         assert.equal("moontide: mine\n    SCRIPT.lua:1\n",
            run("error(setmetatable({}, { __tostring = function() return 'mine' end }))").err)
         assert.equal(1, run("error {}").code)
         assert.equal("moontide: 42\n    SCRIPT.lua:1\n", run("error(42)").err)
      end)

      it("says where an error value comes from that does not say it itself", function()
         assert.matches("__tostring%)\n    SCRIPT.lua:2\n$", run("\nerror {}").err)
         assert.matches("error%(nil%)\n    SCRIPT.lua:2\n$", run("\nerror()").err)
      end)

      it("does not list where a misspelt module was looked for", function()
         local result = run('require "moontide.sagemakr"')
         assert.equal("moontide: SCRIPT.lua:1: there is no module 'moontide.sagemakr', "
            .. "did you mean 'moontide.sagemaker'?\n", result.err)
      end)

      it("survives error values whose metamethods fail", function()
         local failing = "function() error 'inner' end"
         assert.equal("moontide: the script failed with a table whose __tostring fails\n"
            .. "    SCRIPT.lua:1\n",
            run(("error(setmetatable({}, { __tostring = %s }))"):format(failing)).err)
         assert.matches("^moontide: the script failed with a table that is not an error",
            run(("error(setmetatable({}, { __index = %s }))"):format(failing)).err)
         assert.matches("^moontide: the script failed with a table that is not an error",
            run(("error(setmetatable({}, setmetatable({}, { __index = %s })))"):format(failing))
            .err)
      end)

      it("blames the script's line for arguments that the library hands on", function()
         local client = "client('application-autoscaling', { region = 5 })"
         for _, call in ipairs { "sleep('x')", client } do
            local result = run("\nrequire('moontide')." .. call)
            assert.equal(1, result.code)
            assert.matches("^moontide: SCRIPT.lua:2: bad ", result.err)
         end
      end)

      it("gives a mistake of the whole input no path", function()
         local result = run("require('moontide').json.encode(print)")
         assert.matches("\n    a function has no JSON form\n", result.err)
         assert.equal(3, result.code)
      end)

      it("says that the trace could not be written, and goes on", function()
         if not io.open("/dev/full") then return pending("there is no /dev/full") end
         local result = run(script_call() .. script_call(),
            { "--emulator", "--trace-http", "/dev/full" })
         assert.equal(0, result.code)
         assert.matches("^moontide: the trace file is incomplete, [^\n]+No space left[^\n]+\n$",
            result.err)
      end)

      it("shows an endpoint URL that is none, but no password in it", function()
         local function told(url)
            return run(script_call("region = 'x-y-1', endpoint_url = '" .. url .. "'")).err
         end
         assert.matches('the endpoint URL "foo" is not of the form', told "foo")
         assert.not_matches("secret", told "http://me:secret@h:x")
      end)

      it("ends with the exit code of an error object", function()
         local result = run [[
            local core = require "moontide.core"
            error(core.error { status = "auth", code = "Denied", message = "not you" })]]
         assert.equal(4, result.code)
         assert.matches("^moontide: Denied: not you\n", result.err)
      end)

      it("says that no Region is known, and how to name one", function()
         local result = run(script_call(), nil, { env = CREDENTIALS })
         assert.equal(1, result.code)
         assert.matches("[Rr]egion", result.err)
         assert.matches("SCRIPT.lua:1", result.err)
         assert.matches("try: %-%-region REGION", result.err)
      end)

      it("says that there are no credentials, and how to give some", function()
         local result = run(script_call(), { "--region", "eu-west-1" })
         assert.equal(4, result.code)
         assert.matches("^moontide: ", result.err)
         assert.matches("set AWS_ACCESS_KEY_ID", result.err)
         assert.matches("try: %-%-profile NAME", result.err)
      end)

      it("says that an endpoint cannot be reached", function()
         local result = run(script_call("max_attempts = 1"), { "--region", "eu-west-1",
            "--endpoint-url", "http://127.0.0.1:1" }, { env = CREDENTIALS })
         assert.equal(1, result.code)
         assert.matches("^moontide: DescribeScalableTargets: ", result.err)
         assert.matches("127.0.0.1", result.err, 1, true)
         assert.matches("check the endpoint", result.err)
      end)

      it("lists every mistake of an input with its path, and sends nothing", function()
         local result = run([[
local aas = require("moontide").client("application-autoscaling", { region = "eu-west-1" })
aas:register_scalable_target { ServiceNamespace = "sagemakr", ResourceId = "x", MinCapcity = 1 }]],
            { "--endpoint-url", "http://127.0.0.1:1" }, { env = CREDENTIALS })
         assert.equal(3, result.code)
         assert.matches("^moontide: RegisterScalableTarget: the input has 3 mistakes\n", result.err)
         assert.matches("ServiceNamespace: ", result.err)
         assert.matches("ScalableDimension: ", result.err)
         assert.matches("MinCapcity: .*MinCapacity", result.err)
         assert.matches("at SCRIPT.lua:2", result.err)
      end)

      it("suggests the method that was meant", function()
         local result = run([[
require("moontide").client("application-autoscaling", { region = "x-y-1" }):register_target {}]])
         assert.equal(1, result.code)
         assert.matches("has no operation 'register_target'", result.err)
      end)

      it("answers calls itself with --emulator, whatever the script and the shell say", function()
         local result = run([[
            local aas = require("moontide").client("application-autoscaling",
               { endpoint_url = "http://127.0.0.1:1" })
            aas:register_scalable_target { ServiceNamespace = "sagemaker",
               ScalableDimension = "sagemaker:variant:DesiredInstanceCount",
               ResourceId = "endpoint/e/variant/v", MinCapacity = 1, MaxCapacity = 2 }
            for live in aas:each("DescribeScalableTargets", { ServiceNamespace = "sagemaker" }) do
               print(aas:region(), live.ResourceId, live.MaxCapacity)
            end]], { "--emulator" }, { env = { AWS_ENDPOINT_URL = "http://127.0.0.1:1" } })
         assert.equal("", result.err)
         assert.equal("us-east-1\tendpoint/e/variant/v\t2\n", result.out)
         assert.equal(0, result.code)
      end)

      it("ends as its signal would have, after what is in flight", function()
         for signal, code in pairs { INT = 130, TERM = 143 } do
            local server <close> = assert(emulator.start { latency_ms = 20 })
            local result = run(([[
               local moontide = require "moontide"
               local aas = moontide.client("application-autoscaling")
               local items, registered, kept = {}, 0, 0
               for i = 1, 50 do items[i] = i end
               local done, errors = moontide.map(items, function(i)
                  aas:register_scalable_target { ServiceNamespace = "sagemaker",
                     ScalableDimension = "sagemaker:variant:DesiredInstanceCount",
                     ResourceId = "endpoint/e" .. i .. "/variant/v", MinCapacity = 1,
                     MaxCapacity = 2 }
                  registered = registered + 1
                  if i == 9 then io.popen("kill -%s $PPID"):close() end
                  return true
               end, { limit = 4, on_error = "collect" })
               for _ in pairs(done) do kept = kept + 1 end
               print(registered, kept + #errors, errors[#errors].error.status)
            ]]):format(signal), { "--endpoint-url", server.url, "--region", "eu-west-1" },
               { env = CREDENTIALS })
            assert.equal(code, result.code)
            local there = 0
            for _ in service.client("application-autoscaling", { endpoint_url = server.url,
               region = "eu-west-1", credentials = { access_key_id = "test",
                  secret_access_key = "test" } }):each("DescribeScalableTargets",
               { ServiceNamespace = "sagemaker" }) do
               there = there + 1
            end
            assert.is_true(there >= 5 and there <= 16, there)
            assert.equal(there .. "\t50\tcancelled\n", result.out)
         end
      end)

      it("ends a script that computes without end, or sleeps", function()
         for _, forever in ipairs { "while true do end", "require('moontide').sleep(1000)",
            "require('moontide').map({ 1 }, function() while true do end end)" } do
            local result = run([[io.popen("(sleep 0.2; kill -TERM $PPID) &")
               ]] .. forever)
            assert.equal(143, result.code)
            assert.matches("^moontide: interrupted", result.err)
         end
      end)

      it("shows a service's refusal in one line with its request", function()
         local result = run([[
            require("moontide").client("application-autoscaling"):deregister_scalable_target {
               ServiceNamespace = "sagemaker", ResourceId = "endpoint/e/variant/v",
               ScalableDimension = "sagemaker:variant:DesiredInstanceCount" }]], { "--emulator" })
         assert.equal(1, result.code)
         assert.matches("^moontide: DeregisterScalableTarget: ObjectNotFoundException: "
            .. "[^\n]+%(HTTP 400, request [%x-]+%)\n", result.err)
         assert.not_matches("traceback", result.err)
      end)
   end)
end)
