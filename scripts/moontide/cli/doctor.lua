-- What moontide doctor finds out, and how it prints it. Secrets are never in it: of a key id the
-- last four characters, of a URL neither user nor password.
local context = require "moontide.context"

local M = {}

local EXIT_CREDENTIALS <const> = 4

local function without_login(text)
   return (text:gsub("(%a://)[^/@%s]*@", "%1****@"))
end

local function problem_of(err)
   if type(err) ~= "table" and type(err) ~= "userdata" then return { message = tostring(err) } end
   return { code = err.code, message = err.message, where = err.where, exit_code = err.exit_code }
end

-- What an option of the command line or a variable of it says over the settings.
local OPTIONS = { region = "--region", profile = "--profile", endpoint_url = "--endpoint-url" }

local function entry_of(name, setting)
   local entry = { name = name }
   if not setting then return entry end
   entry.value, entry.origin = without_login(setting.value), setting.origin
   for i, other in ipairs(setting.overridden or {}) do
      entry.overridden = entry.overridden or {}
      entry.overridden[i] = { value = without_login(other.value), origin = other.origin }
   end
   return entry
end

local function override(entry, value, origin)
   if entry.value == value and entry.origin == "option" then
      entry.origin = origin
      return
   end
   local others = entry.overridden or {}
   if entry.value then
      table.insert(others, 1, { value = entry.value, origin = entry.origin })
   end
   entry.value, entry.origin = without_login(value), origin
   entry.overridden = #others > 0 and others or nil
end

---@param engine userdata
---@param options table of the command line
---@return table[]
local function settings(engine, options)
   local core = require "moontide.core"
   local found = engine:settings()
   local list = {}
   for i, name in ipairs(core.setting_names()) do
      list[i] = entry_of(name, found[name])
      local given = OPTIONS[name] and context.client_options()[name]
      if given then
         local is_own = options[OPTIONS[name]:sub(3)] or not options.emulator
         override(list[i], given, is_own and OPTIONS[name] or "--emulator")
      end
   end
   return list
end

local function endpoints()
   local moontide = require "moontide"
   local core = require "moontide.core"
   local list = {}
   for i, service in ipairs(core.model_names()) do
      local ok, client = pcall(moontide.client, service)
      list[i] = { service = service }
      if ok then
         list[i].url = without_login(client:endpoint())
      else
         list[i].error = problem_of(client)
      end
   end
   return list
end

local function credentials()
   local moontide = require "moontide"
   local ok, found = pcall(moontide.credentials.resolve)
   if not ok then return { error = problem_of(found) } end
   return { access_key_id = moontide.credentials.mask(found.access_key_id), source = found.source,
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

---All that it finds out.
---@param given table options of the command line
---@return table
function M.examine(given)
   local core = require "moontide.core"
   local document = { type = "doctor", version = "1.0", moontide = core.version }
   local ok, engine = pcall(context.engine)
   if not ok then
      document.error = problem_of(engine)
      return document
   end
   document.settings = settings(engine, given)
   document.endpoints = endpoints()
   if given.offline then return document end
   document.credentials = credentials()
   if not document.credentials.error then document.identity = identity() end
   return document
end

-- Text -------------------------------------------------------------------------------------

local function error_text(err)
   return ("%s%s"):format(err.message, err.where and err.where ~= "" and
      (" (%s)"):format(err.where) or "")
end

local function lifetime(expires_at)
   if not expires_at then return "do not expire" end
   local left = expires_at - os.time()
   return left > 0 and ("expire in %d min"):format(left // 60) or "have expired"
end

local function who(document)
   local found, caller = document.credentials, document.identity
   if not found then return { { "Identity", "not asked for (--offline)" } } end
   if found.error then return { { "Credentials", error_text(found.error) } } end
   local rows = { { "Credentials", ("%s of %s; they %s"):format(found.access_key_id, found.source,
      lifetime(found.expires_at)) } }
   rows[2] = { "Identity", caller.error and error_text(caller.error)
      or ("%s (account %s)"):format(caller.arn, caller.account) }
   return rows
end

local function setting_rows(list)
   local rows = { { "SETTING", "VALUE", "FROM" } }
   for _, entry in ipairs(list) do
      rows[#rows + 1] = { entry.name, entry.value or "-", entry.origin or "not set" }
      for _, other in ipairs(entry.overridden or {}) do
         rows[#rows + 1] = { "", other.value, other.origin .. " (overridden)" }
      end
   end
   return rows
end

local function endpoint_rows(list)
   local rows = { { "SERVICE", "ENDPOINT" } }
   for _, entry in ipairs(list) do
      rows[#rows + 1] = { entry.service, entry.url or error_text(entry.error) }
   end
   return rows
end

---The document for people.
---@param document table
---@return string
function M.text(document)
   if document.error then return error_text(document.error) .. "\n" end
   local columns = require "moontide.cli.columns"
   local parts = { columns.text(who(document)), columns.text(endpoint_rows(document.endpoints)),
      columns.text(setting_rows(document.settings)) }
   return table.concat(parts, "\n")
end

local function exit_code(document)
   if document.error then return document.error.exit_code or 1 end
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
      io.stdout:write(M.text(document))
   end
   return exit_code(document)
end

return M
