-- From a deployment script to a deployment: runs it in an environment of the words, and makes plain
-- data of what it declared. Nothing is written meanwhile, and every mistake is told, not the first.
local context = require "moontide.context"
local core = require "moontide.core"
local dsl = require "moontide.deploy.dsl"
local failure = require "moontide.failure"
local files = require "moontide.files"
local findings_of = require "moontide.deploy.findings"
local kind_of = require "moontide.kind_of"
local lua_source = require "moontide.lua_source"
local points = require "moontide.deploy.points"
local raised = require "moontide.raised"
local recorder_of = require "moontide.deploy.recorder"
local restraint = require "moontide.deploy.restraint"
local result = require "moontide.deploy.result"
local suggest = require "moontide.suggest"
local known_words = require "moontide.deploy.words"

local M = {}

local max_depth <const> = 64

---@class moontide.deploy.LoadOptions
---@field path string        of the script; "-" is standard input
---@field text? string       of the script, if it has been read already
---@field vars? table<string, any>
---@field arguments? string[] what scripts see as `arg` and `...`
---@field is_offline? boolean the script may not even read

---A script that cannot be loaded is a finding like any other.
local function compile(text, name, environment, report)
   local shown = name:sub(2)
   if lua_source.is_compiled(text) then
      report { rule = "syntax", where = shown, message = "compiled Lua is not run",
         fix = "give its source" }
      return nil
   end
   local chunk, message, place = lua_source.compile(text, name, environment)
   if not chunk then
      local line = place and place:match(":%d+$") or ""
      report { rule = "syntax", where = shown .. line, message = message,
         fix = message:find("near 'until'", 1, true)
            and "until is a word of Lua; the key is to = …" or nil }
   end
   return chunk
end

local function is_own_error(err)
   return type(err) == "table" and getmetatable(err) == core.error_mt
end

---Runs a chunk; what it raises is a finding with its traceback. Failures of calls (no credentials,
---no network) and interruptions go on: the script is not to blame for them.
-- "… a nil value (global 'targt')" and what was probably meant.
local function with_hint(message)
   local name = message:match("nil value %(global '([%w_]+)'%)")
   if not name then return message end
   local known = {}
   for word in pairs(known_words.by_name) do known[#known + 1] = word end
   return message .. suggest.hint(name, known)
end

local function run(chunk, recorder, ...)
   local where
   local function explain(err)
      where = recorder_of.here()
      return { error = err, traceback = raised.traceback(debug.traceback(nil, 2)) }
   end
   local ok, failed = failure.guarded(chunk, explain, ...)
   if ok then return end
   if is_own_error(failed.error) and failed.error.rule == nil and failed.error.exit_code ~= 3
      and failed.error.status ~= "syntax" and failed.error.status ~= "usage" then
      error(failed.error, 0)
   end
   local place, message = raised.split(raised.text(failed.error))
   local own = is_own_error(failed.error) and failed.error or {}
   message = own.rule and ("%s: %s"):format(own.operation, own.message) or with_hint(message)
   recorder.has_failed = true
   recorder:report { rule = own.rule or "script-error", message = message, where = place or where,
      fix = own.fix, traceback = not own.rule and failed.traceback or nil }
end

local function directory_of(path)
   if path == "-" then return "." end
   local directory = path:match("^(.*)/[^/]*$")
   return directory == "" and "/" or directory or "."
end

local load_file

local function include(state, pattern, current)
   local recorder = state.recorder
   if type(pattern) ~= "string" then
      return recorder:report { rule = "include",
         message = ("include needs the name of a file, not %s"):format(kind_of(pattern)) }
   end
   local whole = pattern:sub(1, 1) == "/" and pattern
      or ("%s/%s"):format(directory_of(current.path), pattern):gsub("^%./", "")
   local paths = assert(core.glob(whole))
   if #paths == 0 then
      recorder:report { rule = "include", message = ("no file fits '%s'"):format(whole),
         fix = "names are relative to the file that includes them" }
   end
   for _, path in ipairs(paths) do
      recorder:scoped(function() load_file(state, path, current) end)
   end
end

local function is_open(path, current)
   local depth, level = 0, current
   while level do
      depth = depth + 1
      if level.path == path then return true end
      level = level.parent
   end
   return depth > max_depth
end

---Globals that a file makes are its own and those of the files it includes.
function load_file(state, path, parent, text)
   local recorder = state.recorder
   local function report(finding) recorder:report(finding) end
   if is_open(path, parent) then
      return report { rule = "include", message = ("'%s' includes itself"):format(path) }
   end
   local reason
   if not text then text, reason = files.read(path) end
   if not text then
      return report { rule = "include", message = ("cannot read '%s': %s"):format(path, reason) }
   end
   local current = { path = path, parent = parent }
   current.environment = setmetatable({}, { __index = parent and parent.environment or _G })
   local words = dsl.words(recorder, { vars = state.vars, points = points.all, origin = "script",
      include = function(pattern) include(state, pattern, current) end })
   for name, word in pairs(words) do current.environment[name] = word end
   current.environment.arg = state.arguments
   if not parent then package.loaded["moontide.dsl"] = words end
   local name = (path == "-" and "=stdin" or "@" .. path)
   local chunk = compile(text, name, current.environment, report)
   if chunk then run(chunk, recorder, table.unpack(state.arguments)) end
end

local function read_script(options)
   if options.text then return options.text end
   local text, reason
   if options.path == "-" then
      text, reason = io.read("a")
   else
      text, reason = files.read(options.path)
   end
   if text then return text end
   error(core.error { status = "io", message = ("cannot read the script: %s: %s"):format(
      options.path == "-" and "standard input" or options.path, reason) }, 0)
end

local function new_state(options)
   local arguments = table.move(options.arguments or {}, 1, #(options.arguments or {}), 1,
      { [0] = options.path })
   return { recorder = recorder_of.new(), vars = options.vars or {}, arguments = arguments,
      restraint = options.is_offline and restraint.no_calls or restraint.no_writes }
end

---Runs while nothing can be written and the words can be required by the script's own modules.
local function with_words(state, fn)
   local before_words = package.loaded["moontide.dsl"]
   local release = context.restrain(state.restraint)
   local _ <close> = setmetatable({}, { __close = function()
      package.loaded["moontide.dsl"] = before_words
      release()
      state.recorder.is_loading = false
   end })
   state.recorder.is_loading = true
   fn()
end

---Runs a script and tells everything that is wrong with it. Inside a task its calls do not block.
---@param options moontide.deploy.LoadOptions
---@return table deployment, moontide.deploy.Finding[] findings
function M.read(options)
   local text, state = read_script(options), new_state(options)
   with_words(state, function() load_file(state, options.path, nil, text) end)
   return result.build(state.recorder, state.vars, options.path)
end

---The deployment that a script declares; raises an error with all findings if there is an error
---among them. Warnings are in deployment.findings.
---@param options moontide.deploy.LoadOptions
---@return table deployment
function M.load(options)
   local deployment, findings = M.read(options)
   if findings_of.has_errors(findings) then error(findings_of.error(findings, options.path), 0) end
   deployment.findings = findings
   return deployment
end

return M
