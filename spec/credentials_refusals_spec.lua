-- What users get wrong about credentials: each is said in words, ends the program with 4, and has
-- sent nothing. And no secret is in anything that the program writes.
local control = require "support.control"
local emulator = require "moontide.emulator"
local homes = require "support.home"
local json = require "moontide.json"
local program = require "support.program"

local CALL = [[
local client = require("moontide").client("application-autoscaling")
client:describe_scalable_targets { ServiceNamespace = "sagemaker" }
]]

local home, aws

local function put(...) return home:put(...) end

local function config(text) return put(".aws/config", text) end

local function run(env, arguments)
   local all = { AWS_ENDPOINT_URL = aws.url }
   for name, value in pairs(env or {}) do all[name] = value end
   return home:run(arguments or { "run", "-" }, all, { stdin = CALL })
end

-- The call fails for want of credentials, in these words, before anything is sent.
local function refuses(words, env)
   local result = run(env)
   assert.matches(words, result.err)
   assert.equal(4, result.code, result.err)
   assert.equal(0, json.decode(control.ask(aws.port, "GET", "counters")).calls)
end

describe("wrong credentials", function()
   setup(function() aws = assert(emulator.start {}) end)
   teardown(function() aws:close() end)
   before_each(function() home = homes.new() end)
   after_each(function() home:close() end)

   it("of malformed files are said with file and line", function()
      local rows = {
         { "[default]\nregion eu-west-1\n", "config:2" },
         { "[default\n", "config:1" },
         { "[default]\n= x\n", "config:2" },
         { "  region = x\n", "config:1" },
         { "[default]\ns3 =\n  endpoint_url\n", "config:3" },
         { "[default] region = x\n", "config:1" },
         { "[profile a b]\nregion\n", "config:2" },
         { "[default]\nregion = a\0b\n", "config:2" },
      }
      for _, row in ipairs(rows) do
         config(row[1])
         refuses("%.aws/" .. row[2])
      end
      config ""
      put(".aws/credentials", "[default\n")
      refuses "%.aws/credentials:1"
   end)

   it("of files that cannot be read", function()
      assert(os.execute(("mkdir -p '%s/.aws/config'"):format(home.path)))
      refuses "%.aws/config"
   end)

   it("of profiles that are half there", function()
      local rows = {
         { "aws_access_key_id = AKID\n", "aws_secret_access_key" },
         { "aws_access_key_id =\naws_secret_access_key = s\n", "aws_access_key_id" },
         { "role_arn = arn:a\n", "source_profile" },
         { "role_arn = arn:a\nsource_profile = a\ncredential_source = Environment\n",
            "source_profile.*credential_source" },
         { "role_arn = arn:a\ncredential_source = Ec2Instance\n", "'Ec2Instance'" },
         { "role_arn = arn:a\nweb_identity_token_file = /nowhere/token\n", "/nowhere/token" },
         { "sso_session = corp\nsso_account_id = 1\nsso_role_name = r\n", "%[sso%-session corp%]" },
         { "sso_account_id = 1\nsso_role_name = r\nsso_region = x\n", "sso_start_url" },
         { "login_session = arn:aws:sts::1:assumed-role/A/a\n", "aws login" },
         { "credential_process =\n", "is empty" },
      }
      for _, row in ipairs(rows) do
         config("[default]\nregion = eu-west-1\n" .. row[1])
         refuses(row[2])
      end
   end)

   it("of roles whose session could not be named so, or want a code of nobody", function()
      local role = "[default]\nrole_arn = arn:aws:iam::123456789012:role/x\n"
         .. "source_profile = base\n"
      put(".aws/credentials", "[base]\naws_access_key_id = A\naws_secret_access_key = s\n")
      config(role .. "role_session_name = two words\n")
      refuses "role session name 'two words'"
      config(role .. "mfa_serial = arn:aws:iam::123456789012:mfa/me\n")
      refuses "MFA device arn:aws:iam::123456789012:mfa/me: there is no terminal"
   end)

   it("of profiles that are not there, or lead in circles", function()
      config("[profile prod]\nregion = r\n[profile a]\nrole_arn = arn:a\n"
         .. "source_profile = b\n[profile b]\nrole_arn = arn:b\nsource_profile = a\n"
         .. "[profile c]\nrole_arn = arn:c\nsource_profile = prdo\n"
         .. "[profile d]\nrole_arn = arn:d\nsource_profile = d\n")
      refuses("profile 'prd' .*did you mean 'prod'", { AWS_PROFILE = "prd" })
      refuses("leads back to a profile", { AWS_PROFILE = "a" })
      refuses("source_profile 'prdo' .*did you mean 'prod'", { AWS_PROFILE = "c" })
      refuses("profile 'd'", { AWS_PROFILE = "d" })
   end)

   it("of helper programs that fail, say nonsense, or too much", function()
      local rows = {
         { "exit 3", "ended with status 3" },
         { "echo 'please log in' >&2; exit 1", "ended with status 1: please log in" },
         { [[echo '{"Secret_AccessKey":"x1y2"}' >&2; exit 1]],
            "ended with status 1: %(what it said may hold a secret%)" },
         { "echo nonsense", "is not JSON" },
         { [[echo '{"Version":2}']], "does not have the Version 1" },
         { [[echo '{"Version":1,"AccessKeyId":"a"}']], "has no SecretAccessKey" },
         { [[echo '{"Version":1,"AccessKeyId":"a","SecretAccessKey":"s",]]
            .. [["Expiration":"2020-01-01T00:00:00Z"}']], "has expired" },
         { "head -c 1000000000 /dev/zero", "printed more than 64 KiB and was killed" },
      }
      for _, row in ipairs(rows) do
         config(("[default]\ncredential_process = %s\n"):format(row[1]))
         refuses(row[2])
      end
   end)

   it("of container services that are not this machine's, or have no token", function()
      for _, host in ipairs { "8.8.8.8", "169.254.169.254", "[2001:db8::1]", "0.0.0.0" } do
         refuses("names the host " .. host:gsub("[%[%]]", "") .. ", to which no token is sent", {
            AWS_CONTAINER_CREDENTIALS_FULL_URI = ("http://%s/creds"):format(host) })
      end
      refuses("the container's credentials service: .*evil%.invalid", {
         AWS_CONTAINER_CREDENTIALS_FULL_URI = "http://evil.invalid/creds" })
      refuses("URL without a proper host", {
         AWS_CONTAINER_CREDENTIALS_FULL_URI = "http://127.0.0.1@evil.example/" })
      refuses("control character", {
         AWS_CONTAINER_CREDENTIALS_FULL_URI = aws.url .. "/creds",
         AWS_CONTAINER_AUTHORIZATION_TOKEN = "a\r\nX-Evil: 1" })
      refuses("cannot open /nowhere/token", {
         AWS_CONTAINER_CREDENTIALS_FULL_URI = aws.url .. "/creds",
         AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE = "/nowhere/token" })
   end)

   it("of a single sign-on that is over", function()
      config("[default]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n"
         .. "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp\n")
      refuses 'nobody has logged in .*"aws sso login"'
      put(".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json", -- SHA-1 of "corp"
         json.encode { accessToken = "t", expiresAt = "2020-01-01T00:00:00Z" })
      refuses 'has expired: log in with "aws sso login"'
   end)

   it("are all listed when there are none", function()
      refuses("^moontide: DescribeScalableTargets: no credentials found: set AWS_ACCESS_KEY_ID and "
         .. "[^\n]*\n[^\n]*\n  try: [^\n]*\n  looked at:\n    environment: [^\n]*\n    profile: "
         .. "[^\n]*\n    web identity: [^\n]*\n    container: [^\n]*\n    instance metadata: ")
      local fleet = put("fleet.lua", 'deployment { name = "r" }\n'
         .. 'target "endpoint/e/variant/v" { min = 1, max = 2 }\n')
      local plan = run(nil, { "plan", "--json", fleet })
      local providers = json.decode(plan.out).cells[1].error.providers
      assert.equal("environment", providers[1].name)
      assert.equal("AWS_ACCESS_KEY_ID is not set", providers[1].reason)
      assert.equal(5, #providers)
      assert.matches("instance metadata: switched off", run(nil, { "plan", fleet }).out)
   end)

   it("of a script are not asked for where an emulator answers", function()
      local script = put("own.lua", [[
local own = require("moontide").client("sts", { credentials = function() error "asked" end })
print(own:get_caller_identity().Account)
]])
      local result = run(nil, { "run", "--emulator", script })
      assert.equal("123456789012\n", result.out, result.err)
   end)
end)

describe("secrets", function()
   it("are in nothing that is written", function()
      aws = assert(emulator.start { credentials = "AKIDSECRETS12:the-secret-key:123456789012" })
      local _ <close> = aws
      home = homes.new()
      put(".aws/credentials", "[base]\naws_access_key_id = AKIDSECRETS12\n"
         .. "aws_secret_access_key = the-secret-key\n")
      put(".aws/config", "[default]\nrole_arn = arn:aws:iam::123456789012:role/x\n"
         .. "source_profile = base\n")
      local script = put("token.lua", [[
local credentials = require("moontide").credentials.resolve()
local client = require("moontide").client("application-autoscaling")
client:describe_scalable_targets { ServiceNamespace = "sagemaker" }
io.open(os.getenv("HOME") .. "/secrets", "w"):write(credentials.secret_access_key, "\n",
   credentials.session_token, "\n")
print(credentials, require("moontide.json").encode(require("moontide").config.load()))
]])
      local trace = home.path .. "/trace"
      local results = {
         run(nil, { "run", "-vv", "--trace-http", trace, script }),
         run(nil, { "doctor", "-vv", "--trace-http", trace }),
         run(nil, { "doctor", "--json" }),
         run({ AWS_PROFILE = "base", AWS_ENDPOINT_URL = "http://127.0.0.1:1" }, { "doctor" }),
      }
      local written = program.read(trace)
      for _, result in ipairs(results) do written = written .. result.out .. result.err end
      assert.matches("credentials %*%*%*%*%w%w%w%w of role", written)
      local secrets = { "the-secret-key", "AKIDSECRETS12:" }
      for line in program.read(home.path .. "/secrets"):gmatch "[^\n]+" do
         secrets[#secrets + 1] = line
      end
      assert.equal(4, #secrets)
      for _, secret in ipairs(secrets) do
         assert.is_nil(written:find(secret, 1, true), "a secret was written")
      end
      home:close()
   end)
end)
