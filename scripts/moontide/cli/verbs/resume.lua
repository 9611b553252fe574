-- moontide resume GLOB: scaling goes on.
local suspension = require "moontide.cli.suspension"

return suspension.verb {
   name = "resume", value = false,
   summary = "resume scaling of targets",
   examples = [[
  moontide resume 'endpoint/ranker-*'
  moontide resume --only scheduled '*' --yes
]],
}
