-- moontide api [SERVICE] OPERATION: one operation, with the AWS CLI's options and its output.
local shared = require "moontide.cli.shared_options"

return {
   name = "api",
   operand = "[SERVICE] OPERATION",
   is_raw = true,
   summary = "one call, as the AWS CLI makes and prints it",
   examples = [[
  moontide api describe-scalable-targets --service-namespace sagemaker
  moontide api describe-scalable-targets --service-namespace sagemaker --output table \
      --query 'ScalableTargets[].[ResourceId,MinCapacity,MaxCapacity]'
  moontide api sagemaker describe-endpoint --endpoint-name ranker
  moontide api register-scalable-target help    the options of an operation
  moontide api help                             all operations
]],
   options = shared.connection,
   run = function(command) return require("moontide.cli.api").run(command) end,
}
