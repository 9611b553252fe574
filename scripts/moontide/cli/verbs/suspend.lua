-- moontide suspend GLOB: scaling rests.
local suspension = require "moontide.cli.suspension"

return suspension.verb {
   name = "suspend", value = true,
   summary = "suspend scaling of targets",
   examples = [[
  moontide suspend 'endpoint/ranker-*'          no scaling at all
  moontide suspend --only in '*'                scaling out goes on
  moontide suspend --for 2h 'endpoint/ranker/*' resumes by itself; keeps running until then
]],
   options = { suspension.duration },
}
