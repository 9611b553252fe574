-- Looks for a secret in all that the program writes: what users set up, the runs, the search.
local homes = require "support.home"
local json = require "moontide.json"
local program = require "support.program"
local services = require "support.secretive_services"

local M = {}

local SECRET <const> = services.SECRET
-- Forms in which it might slip through; enough of it that no other text is like it.
local FORMS <const> = { "S3NT1NEL", "UzNOVDFORU", "M05UMU5FT", "TM05UMU5FT" }
-- Caches of tokens hold tokens.
local CACHES <const> = { "/.aws/sso/cache/", "/.aws/login/cache/" }

local ROLE <const> = "arn:aws:iam::123456789012:role/"
local KEYS <const> = "aws_access_key_id = AKIASENTINEL00001\naws_secret_access_key = " .. SECRET
   .. "\naws_session_token = " .. SECRET .. "\n"
local WEB_TOKEN <const> = "x.eyJleHAiOjQwMDAwMDAwMDAsInN1YiI6InBvZCJ9." .. SECRET
local KEY = [[-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIPt/u8InPLpQeQLJTvVX+sNDzni8vMDMt3Liu+nMBigfoAoGCCqGSM49
AwEHoUQDQgAEILkGG7rNOnxiIJlMgimY1UPP8eDMFP0DAY6WGjngP4bvTAiUCQ/I
ffut2379uP+OBCm2ovGpBOJRgrl1RspUOQ==
-----END EC PRIVATE KEY-----
]]
local SSO_TOKEN <const> = json.encode { accessToken = SECRET, expiresAt = "2020-01-01T00:00:00Z",
   clientId = "id", clientSecret = SECRET, refreshToken = SECRET,
   registrationExpiresAt = "2040-01-01T00:00:00Z", startUrl = "https://corp.awsapps.com/start",
   region = "eu-west-1" }

-- What a user has set up; %s in env and files is the services' URL.
M.scenes = {
   { name = "variables", env = { AWS_ACCESS_KEY_ID = "AKIASENTINEL00001",
      AWS_SECRET_ACCESS_KEY = SECRET, AWS_SESSION_TOKEN = SECRET } },
   { name = "a profile's keys", files = { credentials = "[default]\n" .. KEYS } },
   { name = "a chain of roles", files = { credentials = "[base]\n" .. KEYS,
      config = ("[default]\nrole_arn = %sc\nsource_profile = b\n[profile b]\nrole_arn = %sb\n"
         .. "source_profile = base\n"):format(ROLE, ROLE) } },
   { name = "a web identity", env = { AWS_WEB_IDENTITY_TOKEN_FILE = "HOME/in/token",
      AWS_ROLE_ARN = ROLE .. "pod" }, files = { ["in/token"] = WEB_TOKEN } },
   { name = "single sign-on", files = { config = "[default]\nsso_session = corp\n"
      .. "sso_account_id = 123456789012\nsso_role_name = R\n[sso-session corp]\n"
      .. "sso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n",
      ["sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"] = SSO_TOKEN } },
   { name = "single sign-on of old", files = { config = "[default]\nsso_region = eu-west-1\n"
      .. "sso_account_id = 123456789012\nsso_role_name = R\n"
      .. "sso_start_url = https://corp.awsapps.com/start\n",
      ["sso/cache/a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json"] =
         (SSO_TOKEN:gsub("2020%-01", "2040-01")) } },
   { name = "a console login", files = {
      config = "[default]\nlogin_session = arn:aws:sts::123456789012:assumed-role/A/a\n",
      ["login/cache/d0742624badecfd2fd379f19eeee22727cfcdfac7a7697795875d772fa7e2260.json"] =
         json.encode { clientId = "c", refreshToken = SECRET, dpopKey = KEY, accessToken = {
            accessKeyId = "OLD", secretAccessKey = SECRET, sessionToken = SECRET,
            accountId = "123456789012", expiresAt = "2020-01-01T00:00:00Z" } } } },
   { name = "a helper program", files = { ["in/helper.json"] = json.encode { Version = 1,
      AccessKeyId = "ASIAHELPER0000001", SecretAccessKey = SECRET, SessionToken = SECRET },
      config = "[default]\ncredential_process = cat HOME/in/helper.json; true --token "
         .. SECRET .. "\n" } },
   { name = "a helper program that says nonsense", says_little = true, files = {
      ["in/helper.json"] = '{"Version":1,"SecretAccessKey":"' .. SECRET .. '","x":}',
      config = "[default]\ncredential_process = cat HOME/in/helper.json\n" } },
   { name = "a container", env = { AWS_CONTAINER_CREDENTIALS_FULL_URI = "%s/container",
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE = "HOME/in/token" },
      files = { ["in/token"] = SECRET } },
   { name = "a container with a token of the environment", env = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI = "%s/container",
      AWS_CONTAINER_AUTHORIZATION_TOKEN = SECRET } },
   { name = "instance metadata", env = { AWS_EC2_METADATA_DISABLED = "false",
      AWS_EC2_METADATA_SERVICE_ENDPOINT = "%s" } },
   { name = "a proxy", env = { http_proxy = "http://me:" .. SECRET:gsub("/", "") .. "@PROXY",
      AWS_ACCESS_KEY_ID = "AKIASENTINEL00001", AWS_SECRET_ACCESS_KEY = SECRET } },
   { name = "a proxy that is not there", says_little = true, env = {
      http_proxy = "http://me:" .. SECRET:gsub("/", "%%2F") .. "@127.0.0.1:1",
      AWS_ACCESS_KEY_ID = "AKIASENTINEL00001", AWS_SECRET_ACCESS_KEY = SECRET } },
   { name = "a proxy that cannot be", says_little = true, env = {
      http_proxy = "me:" .. SECRET .. "@127.0.0.1:1", https_proxy = "http://:" .. SECRET .. "@[",
      AWS_ACCESS_KEY_ID = "AKIASENTINEL00001", AWS_SECRET_ACCESS_KEY = SECRET } },
   { name = "an endpoint with a password", says_little = true, env = {
      AWS_ENDPOINT_URL = "http://me:" .. SECRET .. "@127.0.0.1:1", AWS_USE_FIPS_ENDPOINT = "true",
      AWS_ENDPOINT_URL_STS = "http://me:" .. SECRET, AWS_ACCESS_KEY_ID = "AKIASENTINEL00001",
      AWS_SECRET_ACCESS_KEY = SECRET } },
   { name = "half a key", says_little = true, env = { AWS_SECRET_ACCESS_KEY = SECRET } },
   { name = "a key where no line should be", says_little = true,
      files = { credentials = "[default]\n" .. SECRET } },
   { name = "a secret that no header may hold", says_little = true, env = {
      AWS_ACCESS_KEY_ID = "AKIASENTINEL00001", AWS_SECRET_ACCESS_KEY = SECRET .. " " .. SECRET } },
}

local SCRIPT <const> = [[
local moontide = require "moontide"
local json = require "moontide.json"
print(json.encode(require("moontide.context").engine():settings()))
print(json.encode(moontide.config.load()))
local credentials, problem = moontide.try(moontide.credentials.resolve)
print(credentials, problem)
local client = moontide.client("application-autoscaling")
print(moontide.try(client.describe_scalable_targets, client, { ServiceNamespace = "sagemaker" }))
if credentials then
   local given = { access_key_id = credentials.access_key_id,
      secret_access_key = credentials.secret_access_key,
      session_token = credentials.session_token }
   for _, way in ipairs { given, function() return given end, function() return { 1 } end } do
      local own = moontide.client("sts", { credentials = way })
      print(own, moontide.try(own.get_caller_identity, own))
   end
   error(credentials)
end
]]
local DEPLOYMENT <const> = [[
deployment { name = "rankers", region = "eu-west-1" }
target "endpoint/e/variant/v" { min = 2, max = 4,
   track "invocations" { metric = "SageMakerVariantInvocationsPerInstance", value = 600 } }
]]


local function fill(home, text, url)
   text = text:gsub("HOME", home.path):gsub("PROXY", (url:gsub("^http://", "")))
   return (text:gsub("%%s", url))
end

-- The environment, and the files whose contents are the spec's own.
local function set_up(home, scene, url)
   local own, env = {}, { AWS_ENDPOINT_URL = url, AWS_MAX_ATTEMPTS = "1" }
   for path, text in pairs(scene.files or {}) do
      path = path:find "^in/" and path or ".aws/" .. path
      own[home:put(path, fill(home, text, url))] = true
   end
   for name, value in pairs(scene.env or {}) do env[name] = fill(home, value, url) end
   own[home:put("run.lua", SCRIPT)] = true
   own[home:put("fleet.lua", DEPLOYMENT)] = true
   return env, own
end

---Raises where the secret is in a text, in whatever form.
---@param text string
---@param where string
function M.search(text, where)
   for _, form in ipairs(FORMS) do
      local at = text:find(form, 1, true)
      if at then
         error(("a secret is in %s:\n…%s…"):format(where,
            text:sub(math.max(1, at - 300), at + 60)), 0)
      end
   end
end

local function is_cache(path)
   for _, cache in ipairs(CACHES) do
      if path:find(cache, 1, true) then return true end
   end
   return false
end

---Searches all files below a directory but the own ones and caches of tokens; returns how many.
---@param directory string
---@param own table<string, boolean>
---@param where string
---@return integer
function M.search_files(directory, own, where)
   local pipe = assert(io.popen(("find '%s' -type f"):format(directory)))
   local count = 0
   for path in pipe:lines() do
      if not own[path] and not is_cache(path) then
         M.search(program.read(path), where .. ", file " .. path)
         count = count + 1
      end
   end
   pipe:close()
   return count
end

---Runs the program as the scene's user, each time as talkative as it can be, and searches.
---@param runs string[][]  arguments; HOME stands for the user's home
---@param scene table
---@param mode string  of the services
---@return integer files  that the program has written
function M.run(runs, scene, mode)
   local home <close> = homes.new()
   local server <close> = services.start(mode)
   local env, own = set_up(home, scene, server.url)
   for _, arguments in ipairs(runs) do
      local words = { table.unpack(arguments) }
      for i, word in ipairs(words) do words[i] = word:gsub("HOME", home.path) end
      table.move({ "-vv", "--trace-http", home.path .. "/trace" }, 1, 3, #words + 1, words)
      local result = home:run(words, env)
      local where = ("%s, services %s: moontide %s"):format(scene.name, mode,
         table.concat(words, " "))
      M.search(result.out, where .. ", stdout")
      M.search(result.err, where .. ", stderr")
   end
   return M.search_files(home.path, own, ("%s, services %s"):format(scene.name, mode))
end

return M
