using Unroll.Cli;

return CommandLine.Run(args);
