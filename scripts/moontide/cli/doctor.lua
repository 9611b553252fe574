-- What moontide doctor finds out. What is broken does not hide the rest: it is one of the problems.
-- Secrets are never in it: of a key id the last four characters, of a URL no password.
local context = require "moontide.context"

local M = {}

local EXIT_CREDENTIALS <const> = 4

local function problem_of(err)
   if type(err) ~= "table" and type(err) ~= "userdata" then return { message = tostring(err) } end
   return { code = err.code, message = err.message, where = err.where ~= "" and err.where or nil,
      exit_code = err.exit_code, providers = err.providers }
end

-- Only once: services share most of their problems.
local function add_problem(document, err)
   local problem = problem_of(err)
   for _, other in ipairs(document.problems) do
      if other.message == problem.message then return end
   end
   table.insert(document.problems, problem)
end

-- Settings ---------------------------------------------------------------------------------

-- What an option of the command line or a variable of it says over the settings.
local OPTIONS <const> = { region = "--region", profile = "--profile",
   endpoint_url = "--endpoint-url" }

-- Who says so: the option, or the emulator that stands in for it.
local function origin_of_option(name, given)
   local is_own = given[OPTIONS[name]:sub(3)] or not given.emulator
   return is_own and OPTIONS[name] or "--emulator"
end

-- Of a URL neither user nor password.
local function without_login(text)
   return (text:gsub("://.*@", "://****@"))
end

local function override(entry, value, origin)
   value = without_login(value)
   if entry.value == value and entry.origin == "option" then
      entry.origin = origin
      return
   end
   if entry.origin and entry.origin ~= "default" then
      entry.overridden = entry.overridden or {}
      table.insert(entry.overridden, 1, { value = entry.value, origin = entry.origin })
   end
   entry.value, entry.origin = value, origin
end

local function is_there(path)
   local file = io.open(path, "r")
   if file then file:close() end
   return file ~= nil
end

local FILES <const> = { config_file = true, shared_credentials_file = true }

local function entry_of(setting, client, given)
   local entry = { name = setting.name, group = setting.group, value = setting.value,
      origin = setting.origin, overridden = setting.overridden, unused = setting.unused }
   if not entry.value and setting.by_itself then
      entry.value, entry.origin = setting.by_itself, "default"
   end
   local chosen = OPTIONS[entry.name] and client[entry.name]
   if chosen then override(entry, chosen, origin_of_option(entry.name, given)) end
   if FILES[entry.name] and entry.value and not is_there(entry.value) then
      entry.note = "not there"
   end
   return entry
end

-- The Region, where an instance's metadata have told it.
local function add_region_found(entry, client)
   local engine = context.current_engine()
   local found = engine and engine:settings().region
   if entry.value or not found then return end
   entry.value, entry.origin = found.value, found.origin
   client.region = found.value
end

local function settings_list(settings, client, given)
   local list = {}
   for i, setting in ipairs(settings:list()) do list[i] = entry_of(setting, client, given) end
   return list
end

local function find(list, name)
   for _, entry in ipairs(list) do
      if entry.name == name then return entry end
   end
end

-- Keys of the profile that nobody reads and that look like one that is read.
local function misspelt(list)
   local names, is_known, found = {}, {}, require("moontide.json").array {}
   for i, entry in ipairs(list) do names[i], is_known[entry.name] = entry.name, true end
   local ok, config = pcall(require("moontide.config").load)
   local profile = find(list, "profile").value
   for key, where in pairs(ok and config.origins.profiles[profile] or {}) do
      local meant = not is_known[key] and require("moontide.suggest").nearest(key, names)
      if meant then found[#found + 1] = { name = key, where = where, suggestion = meant } end
   end
   table.sort(found, function(a, b) return a.name < b.name end)
   return found
end

-- Endpoints --------------------------------------------------------------------------------

-- Services that are asked for credentials only, where the profile is set up for that.
local function login_services(list)
   local services = {}
   if find(list, "sso_account_id").value or find(list, "sso_session").value then
      local region = find(list, "sso_region").value
      services = { { "sso", region }, { "sso-oidc", region } }
   end
   if find(list, "login_session").value then services[#services + 1] = { "signin" } end
   return services
end

local function asked_services(list)
   local services = {}
   for i, name in ipairs(require("moontide.core").model_names()) do services[i] = { name } end
   local logins = login_services(list)
   return table.move(logins, 1, #logins, #services + 1, services)
end

-- Whose host that is when nothing names a URL.
local function own_host(list)
   local words = { "AWS's own" }
   for _, variant in ipairs { { "use_fips_endpoint", "FIPS" },
      { "use_dualstack_endpoint", "dual-stack" } } do
      local entry = find(list, variant[1])
      if entry.value:lower() == "true" then
         words[#words + 1] = ("%s (%s)"):format(variant[2], entry.origin)
      end
   end
   return table.concat(words, ", ")
end

-- A URL of one service only is a setting as well.
local function add_own_urls(document)
   local list = document.settings
   local at = #list
   while list[at].group ~= "endpoints" do at = at - 1 end
   local added = false
   for _, entry in ipairs(document.endpoints) do
      if entry.is_own then
         at, added = at + 1, true
         table.insert(list, at, { name = entry.service .. ".endpoint_url", group = "endpoints",
            value = entry.url, origin = entry.origin })
      end
   end
   if not added then
      table.insert(list, at + 1, { name = "SERVICE.endpoint_url", group = "endpoints" })
   end
end

local function endpoints(settings, document, client, given)
   local list = {}
   local own <const> = own_host(document.settings)
   for i, asked in ipairs(asked_services(document.settings)) do
      local is_login = asked[2] ~= nil
      local url = not is_login and client.endpoint_url or nil
      local found, err = settings:endpoint { service = asked[1], endpoint_url = url,
         region = asked[2] or client.region }
      local entry = { service = asked[1] }
      if found then
         entry.url, entry.region = found.url, found.signing_region
         entry.origin = url and origin_of_option("endpoint_url", given) or found.origin
            or own
         entry.is_own = found.is_own or nil
      else
         entry.error = problem_of(err)
         add_problem(document, err)
      end
      list[i] = entry
   end
   return list
end

-- Identity ---------------------------------------------------------------------------------

local function credentials(given)
   local moontide = require "moontide"
   local ok, found = pcall(moontide.credentials.resolve)
   if not ok then return { error = problem_of(found) } end
   return { access_key_id = moontide.credentials.mask(found.access_key_id),
      source = given.emulator and "the emulator" or found.source,
      account_id = found.account_id, expires_at = found.expires_at,
      is_temporary = found.session_token ~= nil }
end

local function identity()
   local moontide = require "moontide"
   local ok, found = pcall(function()
      return moontide.client("sts", { deadline = 30 }):get_caller_identity()
   end)
   if not ok then return { error = problem_of(found) } end
   return { account = found.Account, arn = found.Arn, user_id = found.UserId }
end

-- Opens what calls need; what refuses is a problem.
local function check_engine(document)
   local ok, err = pcall(context.engine)
   if not ok then
      add_problem(document, err)
      return false
   end
   ok, err = pcall(require("moontide").client, "sts")
   if not ok then add_problem(document, err) end
   return true
end

---All that it finds out.
---@param given table options of the command line
---@return table
function M.examine(given)
   local core = require "moontide.core"
   local json = require "moontide.json"
   local document = { type = "doctor", version = "1.1", moontide = core.version,
      problems = json.array {} }
   local settings <close> = assert(core.settings { profile = context.option("profile") })
   for _, problem in ipairs(settings:problems()) do add_problem(document, problem) end
   if given.offline then context.stay_offline() end
   local has_engine = check_engine(document)
   local ok, client = pcall(context.client_options)
   if not ok then client = {} end
   document.settings = settings_list(settings, client, given)
   add_region_found(find(document.settings, "region"), client)
   document.misspelt = misspelt(document.settings)
   document.endpoints = endpoints(settings, document, client, given)
   add_own_urls(document)
   if given.offline or not has_engine then return document end
   document.credentials = credentials(given)
   if not document.credentials.error then document.identity = identity() end
   return document
end

---@param document table
---@return integer
function M.exit_code(document)
   local problem = document.problems[1]
   if problem then return problem.exit_code or 1 end
   local found = document.credentials
   if not found then return 0 end
   local err = found.error or document.identity.error
   return err and (err.exit_code or EXIT_CREDENTIALS) or 0
end

---@param given table options of the command line
---@return integer
function M.run(given)
   local _ <close> = require("moontide.cli.session").open(given)
   local document
   require("moontide.task").run(function() document = M.examine(given) end)
   if given.json then
      local json = require "moontide.json"
      io.stdout:write(json.encode(document, { pretty = true, sorted = true }), "\n")
   else
      io.stdout:write(require("moontide.cli.doctor_text").text(document, given.all))
   end
   local code = M.exit_code(document)
   return code == 0 and require("moontide.cli.session").exit_code() or code
end

return M
