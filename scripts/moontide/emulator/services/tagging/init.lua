-- The Resource Groups Tagging API as the router sees it.
local get_resources = require "moontide.emulator.services.tagging.get_resources"

return {
   name = "resourcegroupstaggingapi",
   signing_name = "tagging",
   protocols = { "json-1.1" },
   operations = {
      GetResources = { class = "read", handler = get_resources.get },
   },
}
