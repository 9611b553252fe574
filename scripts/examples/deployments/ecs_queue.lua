-- An ECS service that works off a queue: metric math keeps ten messages for each task.
deployment { name = "indexer", region = "eu-west-1" }

target "service/production/indexer" {
   min = 1, max = 40,
   track "queue" {
      value = 10,
      metric = {
         expression = "messages / FILL(tasks, 1)",
         metrics = {
            messages = { name = "ApproximateNumberOfMessagesVisible", namespace = "AWS/SQS",
               statistic = "Average", dimensions = { QueueName = "documents" } },
            tasks = { name = "RunningTaskCount", namespace = "ECS/ContainerInsights",
               statistic = "Average", dimensions = { ClusterName = "production",
                  ServiceName = "indexer" } },
         },
      },
   },
   track "cpu" { metric = "ECSServiceAverageCPUUtilization", value = 70 },
}
