-- Hooks that do not stand in the deployment script: those of files and directories that the command
-- line names, and those of the project.
local core = require "moontide.core"
local failure = require "moontide.failure"
local files = require "moontide.files"
local lua_source = require "moontide.lua_source"
local points = require "moontide.deploy.points"
local raised = require "moontide.raised"
local recorder_of = require "moontide.deploy.recorder"
local dsl = require "moontide.deploy.dsl"

local M = {}

local project_directory <const> = ".moontide/hooks"
local max_depth <const> = 32

---@class moontide.deploy.HookSource
---@field path string
---@field origin "file"|"directory"|"project"

---Files with tests of hooks stand beside them.
local function is_test(path)
   return path:find("_test%.lua$") ~= nil or path:find("_spec%.lua$") ~= nil
end

---The hook files of a directory, in order of their names.
---@param directory string
---@return string[]
function M.of_directory(directory)
   local paths = {}
   for _, path in ipairs(assert(core.glob(directory .. "/*.lua"))) do
      if not is_test(path) then paths[#paths + 1] = path end
   end
   return paths
end

local function is_directory(path)
   return #assert(core.glob(path .. "/.")) > 0
end

---What a path of the command line stands for.
---@param path string
---@return moontide.deploy.HookSource[]
function M.of_path(path)
   if not is_directory(path) then return { { path = path, origin = "file" } } end
   local sources = {}
   for i, name in ipairs(M.of_directory(path:gsub("/+$", ""))) do
      sources[i] = { path = name, origin = "directory" }
   end
   return sources
end

---The hooks of the project: .moontide/hooks/ in the script's directory or the nearest one above.
---@param script string
---@return moontide.deploy.HookSource[]
function M.of_project(script)
   local directory = script:match("^(.*)/[^/]*$") or "."
   for _ = 1, max_depth do
      local hooks = directory .. "/" .. project_directory
      if is_directory(hooks) then
         local sources = {}
         for i, path in ipairs(M.of_directory(hooks)) do
            sources[i] = { path = path:gsub("^%./", ""), origin = "project" }
         end
         return sources
      end
      directory = directory .. "/.."
   end
   return {}
end

---The words that a hook file has.
local function environment_of(recorder, source, vars)
   local words = dsl.words(recorder, { vars = vars, points = points.all, origin = source.origin,
      include = function() recorder:report { rule = "include", message =
         "a hook file includes no others; name its directory" } end })
   local environment = setmetatable({}, { __index = _G })
   for _, name in ipairs { "hook", "deny", "warn", "var" } do environment[name] = words[name] end
   return environment
end

local function explain(err)
   return { error = err, where = recorder_of.here(),
      traceback = raised.traceback(debug.traceback(nil, 2)) }
end

local function append(list, more)
   table.move(more, 1, #more, #list + 1, list)
end

local function load_apart(source, text, options, recorder)
   local hooks, findings = require("moontide.deploy.sandbox").load(source, text, options.sandbox,
      options.vars)
   append(recorder.hooks, hooks)
   append(recorder.findings, findings)
end

local function load_one(source, options, recorder)
   local text, reason = files.read(source.path)
   if not text then
      return recorder:report { rule = "hook-file", where = source.path,
         message = ("cannot read the hook file %s: %s"):format(source.path, reason),
         fix = "name a hook file, or a directory of them" }
   end
   if options.sandbox then return load_apart(source, lua_source.strip(text), options, recorder) end
   local chunk, message, where = lua_source.compile(text, "@" .. source.path,
      environment_of(recorder, source, options.vars or {}))
   if not chunk then
      return recorder:report { rule = "hook-file", where = where or source.path,
         message = message }
   end
   local ok, failed = failure.guarded(chunk, explain)
   if not ok then
      local _, problem = raised.split(raised.text(failed.error))
      recorder:report { rule = "hook-file", where = failed.where, message = problem,
         traceback = failed.traceback }
   end
end

---Loads hook files; mistakes in them are findings.
---@param sources moontide.deploy.HookSource[]
---@param options { vars?: table, sandbox?: moontide.deploy.SandboxLimits }  sandbox: run them apart
---@return moontide.deploy.Hook[] hooks, moontide.deploy.Finding[] findings
function M.load(sources, options)
   local recorder = recorder_of.new()
   for _, source in ipairs(sources) do load_one(source, options, recorder) end
   return recorder.hooks, recorder.findings
end

return M
