-- The tables of opencode 1.18.33 that are read, as it made and filled them in two folders.
CREATE TABLE `session` (
  `id` text PRIMARY KEY,
  `project_id` text NOT NULL,
  `workspace_id` text,
  `parent_id` text,
  `slug` text NOT NULL,
  `directory` text NOT NULL,
  `path` text,
  `title` text NOT NULL,
  `version` text NOT NULL,
  `share_url` text,
  `summary_additions` integer,
  `summary_deletions` integer,
  `summary_files` integer,
  `summary_diffs` text,
  `metadata` text,
  `cost` real DEFAULT 0 NOT NULL,
  `tokens_input` integer DEFAULT 0 NOT NULL,
  `tokens_output` integer DEFAULT 0 NOT NULL,
  `tokens_reasoning` integer DEFAULT 0 NOT NULL,
  `tokens_cache_read` integer DEFAULT 0 NOT NULL,
  `tokens_cache_write` integer DEFAULT 0 NOT NULL,
  `revert` text,
  `permission` text,
  `agent` text,
  `model` text,
  `time_created` integer NOT NULL,
  `time_updated` integer NOT NULL,
  `time_compacting` integer,
  `time_archived` integer
);
CREATE TABLE `message` (
  `id` text PRIMARY KEY,
  `session_id` text NOT NULL,
  `time_created` integer NOT NULL,
  `time_updated` integer NOT NULL,
  `data` text NOT NULL
);
CREATE TABLE `part` (
  `id` text PRIMARY KEY,
  `message_id` text NOT NULL,
  `session_id` text NOT NULL,
  `time_created` integer NOT NULL,
  `time_updated` integer NOT NULL,
  `data` text NOT NULL
);
CREATE TABLE `todo` (
  `session_id` text NOT NULL,
  `content` text NOT NULL,
  `status` text NOT NULL,
  `priority` text NOT NULL,
  `position` integer NOT NULL,
  `time_created` integer NOT NULL,
  `time_updated` integer NOT NULL,
  CONSTRAINT `todo_pk` PRIMARY KEY(`session_id`, `position`)
);
CREATE INDEX `message_session_time_created_id_idx` ON `message` (`session_id`,`time_created`,`id`);
CREATE INDEX `part_message_id_id_idx` ON `part` (`message_id`,`id`);
CREATE INDEX `part_session_idx` ON `part` (`session_id`);
CREATE INDEX `session_project_idx` ON `session` (`project_id`);
CREATE INDEX `session_workspace_idx` ON `session` (`workspace_id`);
CREATE INDEX `session_parent_idx` ON `session` (`parent_id`);
CREATE INDEX `todo_session_idx` ON `todo` (`session_id`);
INSERT INTO session VALUES('ses_e019623daffeZAVNRP4SJlSxPJ','global',NULL,NULL,'gentle-circuit','/home/operator/one/project','home/operator/one/project','A short title','1.18.33',NULL,0,0,0,NULL,NULL,0.0,117200,160,0,0,0,NULL,NULL,'build','{"id":"m","providerID":"local"}',1795269712933,1795269780964,NULL,NULL);
INSERT INTO session VALUES('ses_e0194e130ffe0Pg1lqp10rVKoS','global',NULL,NULL,'proud-falcon','/home/operator/one/project','home/operator/one/project','A short title','1.18.33',NULL,0,0,0,NULL,NULL,0.0,7000,20,0,0,0,NULL,NULL,'build','{"id":"m","providerID":"local"}',1795269795536,1795269795709,NULL,NULL);
INSERT INTO message VALUES('msg_1fe69dc47001hgr3tK0ODWpAA1','ses_e019623daffeZAVNRP4SJlSxPJ',1795269712967,1795269714369,'{"role":"user","time":{"created":1795269712967},"agent":"build","model":{"providerID":"local","modelID":"m"},"summary":{"diffs":[]}}');
INSERT INTO message VALUES('msg_1fe69dc6c001d4Gczaq1FPBaYi','ses_e019623daffeZAVNRP4SJlSxPJ',1795269713004,1795269714342,'{"parentID":"msg_1fe69dc47001hgr3tK0ODWpAA1","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/one/project","root":"/"},"cost":0,"tokens":{"total":50020,"input":50000,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"modelID":"m","providerID":"local","time":{"created":1795269713004,"completed":1795269714341},"finish":"stop"}');
INSERT INTO message VALUES('msg_1fe69fe920019UomfJTwbX3I0g','ses_e019623daffeZAVNRP4SJlSxPJ',1795269721746,1795269722107,'{"role":"user","time":{"created":1795269721746},"agent":"build","model":{"providerID":"local","modelID":"m"},"summary":{"diffs":[]}}');
INSERT INTO message VALUES('msg_1fe69fe9e001bYkcnaOu23uazP','ses_e019623daffeZAVNRP4SJlSxPJ',1795269721758,1795269721995,'{"parentID":"msg_1fe69fe920019UomfJTwbX3I0g","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/one/project","root":"/"},"cost":0,"tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"modelID":"m","providerID":"local","time":{"created":1795269721758,"completed":1795269721995},"finish":"tool-calls"}');
INSERT INTO message VALUES('msg_1fe69ff8e001PUS7X7GucF6EEZ','ses_e019623daffeZAVNRP4SJlSxPJ',1795269721998,1795269722092,'{"parentID":"msg_1fe69fe920019UomfJTwbX3I0g","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/one/project","root":"/"},"cost":0,"tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"modelID":"m","providerID":"local","time":{"created":1795269721998,"completed":1795269722091},"finish":"stop"}');
INSERT INTO message VALUES('msg_1fe6a210f001O67wTRxCdg3tzR','ses_e019623daffeZAVNRP4SJlSxPJ',1795269730575,1795269730918,'{"role":"user","time":{"created":1795269730575},"agent":"build","model":{"providerID":"local","modelID":"m"},"summary":{"diffs":[]}}');
INSERT INTO message VALUES('msg_1fe6a2121001HYbM6C9ccOcpV0','ses_e019623daffeZAVNRP4SJlSxPJ',1795269730593,1795269730805,'{"parentID":"msg_1fe6a210f001O67wTRxCdg3tzR","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/one/project","root":"/"},"cost":0,"tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"modelID":"m","providerID":"local","time":{"created":1795269730593,"completed":1795269730804},"finish":"tool-calls"}');
INSERT INTO message VALUES('msg_1fe6a21f70018V7gePIUmXRMtP','ses_e019623daffeZAVNRP4SJlSxPJ',1795269730807,1795269730909,'{"parentID":"msg_1fe6a210f001O67wTRxCdg3tzR","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/one/project","root":"/"},"cost":0,"tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"modelID":"m","providerID":"local","time":{"created":1795269730807,"completed":1795269730908},"finish":"stop"}');
INSERT INTO message VALUES('msg_1fe6a438e001ObqhxuBin33IOW','ses_e019623daffeZAVNRP4SJlSxPJ',1795269739406,1795269739441,'{"role":"user","time":{"created":1795269739406},"agent":"build","model":{"providerID":"local","modelID":"m"},"summary":{"diffs":[]}}');
INSERT INTO message VALUES('msg_1fe6a439e001PhFVZecFLi1qMe','ses_e019623daffeZAVNRP4SJlSxPJ',1795269739422,1795269739481,'{"parentID":"msg_1fe6a438e001ObqhxuBin33IOW","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/one/project","root":"/"},"cost":0,"tokens":{"input":0,"output":0,"reasoning":0,"cache":{"read":0,"write":0}},"modelID":"m","providerID":"local","time":{"created":1795269739422,"completed":1795269739479},"error":{"name":"APIError","data":{"message":"status 401","statusCode":401,"isRetryable":false,"responseHeaders":{"content-length":"105","content-type":"application/json","date":"Sat, 21 Nov 2026 14:02:19 GMT","server":"model Python/3.11.7"},"responseBody":"{\"error\": {\"message\": \"status 401\", \"type\": \"invalid_api_key\", \"code\": \"invalid_api_key\", \"param\": null}}","metadata":{"url":"http://127.0.0.1:38657/v1/chat/completions"}}}}');
INSERT INTO message VALUES('msg_1fe6a75a900112ptNZFVsfqvt3','ses_e019623daffeZAVNRP4SJlSxPJ',1795269752233,1795269759295,'{"role":"user","time":{"created":1795269752233},"agent":"build","model":{"providerID":"local","modelID":"m"},"summary":{"diffs":[]}}');
INSERT INTO message VALUES('msg_1fe6a75b7001eKVkaB4YPG90z6','ses_e019623daffeZAVNRP4SJlSxPJ',1795269752247,1795269759279,'{"parentID":"msg_1fe6a75a900112ptNZFVsfqvt3","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/one/project","root":"/"},"cost":0,"tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"modelID":"m","providerID":"local","time":{"created":1795269752247,"completed":1795269759278},"finish":"stop"}');
INSERT INTO message VALUES('msg_1fe6abf3c001SurTHYbZH4tjsE','ses_e019623daffeZAVNRP4SJlSxPJ',1795269771068,1795269771130,'{"role":"user","model":{"providerID":"local","modelID":"m"},"agent":"build","time":{"created":1795269771068},"summary":{"diffs":[]}}');
INSERT INTO message VALUES('msg_1fe6abf49001Ldy6MDmZXMl5D4','ses_e019623daffeZAVNRP4SJlSxPJ',1795269771082,1795269771111,'{"role":"assistant","parentID":"msg_1fe6abf3c001SurTHYbZH4tjsE","mode":"compaction","agent":"compaction","summary":true,"path":{"cwd":"/home/operator/one/project","root":"/"},"cost":0,"tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"modelID":"m","providerID":"local","time":{"created":1795269771082,"completed":1795269771111},"finish":"stop"}');
INSERT INTO message VALUES('msg_1fe6ae59c001nwHkj7Y0IQl0qP','ses_e019623daffeZAVNRP4SJlSxPJ',1795269780892,1795269780968,'{"role":"user","time":{"created":1795269780892},"agent":"build","model":{"providerID":"local","modelID":"m"},"summary":{"diffs":[]}}');
INSERT INTO message VALUES('msg_1fe6ae5b8001STpKzODBjhfAPK','ses_e019623daffeZAVNRP4SJlSxPJ',1795269780920,1795269780959,'{"parentID":"msg_1fe6ae59c001nwHkj7Y0IQl0qP","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/one/project","root":"/"},"cost":0,"tokens":{"total":60020,"input":60000,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"modelID":"m","providerID":"local","time":{"created":1795269780920,"completed":1795269780958},"finish":"stop"}');
INSERT INTO message VALUES('msg_1fe6b1ede001IFwByQbhKJJFte','ses_e0194e130ffe0Pg1lqp10rVKoS',1795269795550,1795269795723,'{"role":"user","time":{"created":1795269795550},"agent":"build","model":{"providerID":"local","modelID":"m"},"summary":{"diffs":[]}}');
INSERT INTO message VALUES('msg_1fe6b1ef20014GN2NsBOu02zXU','ses_e0194e130ffe0Pg1lqp10rVKoS',1795269795570,1795269795674,'{"parentID":"msg_1fe6b1ede001IFwByQbhKJJFte","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/one/project","root":"/"},"cost":0,"tokens":{"total":7020,"input":7000,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"modelID":"m","providerID":"local","time":{"created":1795269795570,"completed":1795269795672},"finish":"stop"}');
INSERT INTO part VALUES('prt_1fe69dc4b001NEIXLyfyLXqlSJ','msg_1fe69dc47001hgr3tK0ODWpAA1','ses_e019623daffeZAVNRP4SJlSxPJ',1795269712978,1795269712981,'{"type":"text","text":"tokens:50000 say:first answer"}');
INSERT INTO part VALUES('prt_1fe69e194001s7Xoggo21zwN5b','msg_1fe69dc6c001d4Gczaq1FPBaYi','ses_e019623daffeZAVNRP4SJlSxPJ',1795269714324,1795269714326,'{"type":"step-start"}');
INSERT INTO part VALUES('prt_1fe69e198001QJoL1PRdMW8E4L','msg_1fe69dc6c001d4Gczaq1FPBaYi','ses_e019623daffeZAVNRP4SJlSxPJ',1795269714329,1795269714333,'{"type":"text","text":"first answer","time":{"start":1795269714328,"end":1795269714332}}');
INSERT INTO part VALUES('prt_1fe69e19f001647uvyVQ64oLEg','msg_1fe69dc6c001d4Gczaq1FPBaYi','ses_e019623daffeZAVNRP4SJlSxPJ',1795269714336,1795269714337,'{"reason":"stop","type":"step-finish","tokens":{"total":50020,"input":50000,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"cost":0}');
INSERT INTO part VALUES('prt_1fe69fe93001yIVZv6Fxk6VwTn','msg_1fe69fe920019UomfJTwbX3I0g','ses_e019623daffeZAVNRP4SJlSxPJ',1795269721750,1795269721751,'{"type":"text","text":"run:false"}');
INSERT INTO part VALUES('prt_1fe69feec001cKgRCJxVIfTUKu','msg_1fe69fe9e001bYkcnaOu23uazP','ses_e019623daffeZAVNRP4SJlSxPJ',1795269721836,1795269721838,'{"type":"step-start"}');
INSERT INTO part VALUES('prt_1fe69fef1001YgE6mlEN0KP7zz','msg_1fe69fe9e001bYkcnaOu23uazP','ses_e019623daffeZAVNRP4SJlSxPJ',1795269721841,1795269721986,'{"type":"tool","tool":"bash","callID":"call_8ff6fc22f05d4d8bb0a0e0db15fe125f","state":{"status":"completed","input":{"command":"false","description":"Run what was asked","is_background":false},"output":"(no output)","metadata":{"output":"(no output)","exit":1,"truncated":false},"title":"false","time":{"start":1795269721851,"end":1795269721985}}}');
INSERT INTO part VALUES('prt_1fe69ff85001Zh6fU9rSRDGGX7','msg_1fe69fe9e001bYkcnaOu23uazP','ses_e019623daffeZAVNRP4SJlSxPJ',1795269721989,1795269721990,'{"reason":"tool-calls","type":"step-finish","tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"cost":0}');
INSERT INTO part VALUES('prt_1fe69ffde0018RgUn0okMyqN5P','msg_1fe69ff8e001PUS7X7GucF6EEZ','ses_e019623daffeZAVNRP4SJlSxPJ',1795269722078,1795269722080,'{"type":"step-start"}');
INSERT INTO part VALUES('prt_1fe69ffe1001O4xv2cTRRQcf6g','msg_1fe69ff8e001PUS7X7GucF6EEZ','ses_e019623daffeZAVNRP4SJlSxPJ',1795269722081,1795269722085,'{"type":"text","text":"Understood.","time":{"start":1795269722081,"end":1795269722084}}');
INSERT INTO part VALUES('prt_1fe69ffe7001EA0fu5zSaZGToY','msg_1fe69ff8e001PUS7X7GucF6EEZ','ses_e019623daffeZAVNRP4SJlSxPJ',1795269722087,1795269722088,'{"reason":"stop","type":"step-finish","tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"cost":0}');
INSERT INTO part VALUES('prt_1fe6a21110015m7h4jwXMpcHiH','msg_1fe6a210f001O67wTRxCdg3tzR','ses_e019623daffeZAVNRP4SJlSxPJ',1795269730582,1795269730584,'{"type":"text","text":"run:echo hello"}');
INSERT INTO part VALUES('prt_1fe6a218c001t8qc61PVQwWjiz','msg_1fe6a2121001HYbM6C9ccOcpV0','ses_e019623daffeZAVNRP4SJlSxPJ',1795269730701,1795269730704,'{"type":"step-start"}');
INSERT INTO part VALUES('prt_1fe6a2192001neZqzm8Z4aL0YS','msg_1fe6a2121001HYbM6C9ccOcpV0','ses_e019623daffeZAVNRP4SJlSxPJ',1795269730706,1795269730796,'{"type":"tool","tool":"bash","callID":"call_db8e695e28fe490c9efd70736b191070","state":{"status":"completed","input":{"command":"echo hello","description":"Run what was asked","is_background":false},"output":"hello\n","metadata":{"output":"hello\n","exit":0,"truncated":false},"title":"echo hello","time":{"start":1795269730716,"end":1795269730795}}}');
INSERT INTO part VALUES('prt_1fe6a21ef001jZziCRLhWsC0L5','msg_1fe6a2121001HYbM6C9ccOcpV0','ses_e019623daffeZAVNRP4SJlSxPJ',1795269730799,1795269730800,'{"reason":"tool-calls","type":"step-finish","tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"cost":0}');
INSERT INTO part VALUES('prt_1fe6a224b0015IYqzkAA0kStgu','msg_1fe6a21f70018V7gePIUmXRMtP','ses_e019623daffeZAVNRP4SJlSxPJ',1795269730891,1795269730892,'{"type":"step-start"}');
INSERT INTO part VALUES('prt_1fe6a224e001PWFR0FIovzQ4Mx','msg_1fe6a21f70018V7gePIUmXRMtP','ses_e019623daffeZAVNRP4SJlSxPJ',1795269730894,1795269730901,'{"type":"text","text":"Understood.","time":{"start":1795269730894,"end":1795269730898}}');
INSERT INTO part VALUES('prt_1fe6a2257001jt05j3XSlwrNMb','msg_1fe6a21f70018V7gePIUmXRMtP','ses_e019623daffeZAVNRP4SJlSxPJ',1795269730903,1795269730904,'{"reason":"stop","type":"step-finish","tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"cost":0}');
INSERT INTO part VALUES('prt_1fe6a438e0025fKg3dI7nLX1OE','msg_1fe6a438e001ObqhxuBin33IOW','ses_e019623daffeZAVNRP4SJlSxPJ',1795269739414,1795269739415,'{"type":"text","text":"error:401x1 say:never"}');
INSERT INTO part VALUES('prt_1fe6a75aa001mr0ErdCuSpVh9g','msg_1fe6a75a900112ptNZFVsfqvt3','ses_e019623daffeZAVNRP4SJlSxPJ',1795269752237,1795269752238,'{"type":"text","text":"error:429x2 say:came after all"}');
INSERT INTO part VALUES('prt_1fe6a9116001YoZMg08TwiYlkx','msg_1fe6a75b7001eKVkaB4YPG90z6','ses_e019623daffeZAVNRP4SJlSxPJ',1795269759254,1795269759256,'{"type":"step-start"}');
INSERT INTO part VALUES('prt_1fe6a911a001MXUlQKavHq3vNX','msg_1fe6a75b7001eKVkaB4YPG90z6','ses_e019623daffeZAVNRP4SJlSxPJ',1795269759258,1795269759262,'{"type":"text","text":"came after all","time":{"start":1795269759258,"end":1795269759262}}');
INSERT INTO part VALUES('prt_1fe6a9126001uwgvuDo8foka28','msg_1fe6a75b7001eKVkaB4YPG90z6','ses_e019623daffeZAVNRP4SJlSxPJ',1795269759270,1795269759271,'{"reason":"stop","type":"step-finish","tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"cost":0}');
INSERT INTO part VALUES('prt_1fe6abf400017eXKByKZUtwEUE','msg_1fe6abf3c001SurTHYbZH4tjsE','ses_e019623daffeZAVNRP4SJlSxPJ',1795269771073,1795269771074,'{"type":"compaction","auto":false}');
INSERT INTO part VALUES('prt_1fe6abf54001CVqai1aXEgB77r','msg_1fe6abf49001Ldy6MDmZXMl5D4','ses_e019623daffeZAVNRP4SJlSxPJ',1795269771092,1795269771093,'{"type":"step-start"}');
INSERT INTO part VALUES('prt_1fe6abf57001Qb1x2F2kG7CclR','msg_1fe6abf49001Ldy6MDmZXMl5D4','ses_e019623daffeZAVNRP4SJlSxPJ',1795269771095,1795269771102,'{"type":"text","text":"A short title","time":{"start":1795269771095,"end":1795269771101}}');
INSERT INTO part VALUES('prt_1fe6abf60001ufizLpK4VmcGYA','msg_1fe6abf49001Ldy6MDmZXMl5D4','ses_e019623daffeZAVNRP4SJlSxPJ',1795269771104,1795269771105,'{"reason":"stop","type":"step-finish","tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"cost":0}');
INSERT INTO part VALUES('prt_1fe6ae59e001rm2tAKj3jQr7Yb','msg_1fe6ae59c001nwHkj7Y0IQl0qP','ses_e019623daffeZAVNRP4SJlSxPJ',1795269780901,1795269780902,'{"type":"text","text":"tokens:60000 say:after the compression"}');
INSERT INTO part VALUES('prt_1fe6ae5cf001EJmkYe8I1CfESf','msg_1fe6ae5b8001STpKzODBjhfAPK','ses_e019623daffeZAVNRP4SJlSxPJ',1795269780943,1795269780944,'{"type":"step-start"}');
INSERT INTO part VALUES('prt_1fe6ae5d2001AFqxRWgBiUIBgS','msg_1fe6ae5b8001STpKzODBjhfAPK','ses_e019623daffeZAVNRP4SJlSxPJ',1795269780946,1795269780951,'{"type":"text","text":"after the compression","time":{"start":1795269780946,"end":1795269780949}}');
INSERT INTO part VALUES('prt_1fe6ae5d9001vyREGfsXIr5Jye','msg_1fe6ae5b8001STpKzODBjhfAPK','ses_e019623daffeZAVNRP4SJlSxPJ',1795269780953,1795269780954,'{"reason":"stop","type":"step-finish","tokens":{"total":60020,"input":60000,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"cost":0}');
INSERT INTO part VALUES('prt_1fe6b1edf0014W5fm0p4SedPdn','msg_1fe6b1ede001IFwByQbhKJJFte','ses_e0194e130ffe0Pg1lqp10rVKoS',1795269795562,1795269795563,'{"type":"text","text":"tokens:7000 say:second session"}');
INSERT INTO part VALUES('prt_1fe6b1f48001KSuHv3pTDJZNVx','msg_1fe6b1ef20014GN2NsBOu02zXU','ses_e0194e130ffe0Pg1lqp10rVKoS',1795269795656,1795269795657,'{"type":"step-start"}');
INSERT INTO part VALUES('prt_1fe6b1f4c001mRw29Cwb9AV3de','msg_1fe6b1ef20014GN2NsBOu02zXU','ses_e0194e130ffe0Pg1lqp10rVKoS',1795269795660,1795269795666,'{"type":"text","text":"second session","time":{"start":1795269795660,"end":1795269795665}}');
INSERT INTO part VALUES('prt_1fe6b1f54001u70P6xIJJuRugT','msg_1fe6b1ef20014GN2NsBOu02zXU','ses_e0194e130ffe0Pg1lqp10rVKoS',1795269795668,1795269795669,'{"reason":"stop","type":"step-finish","tokens":{"total":7020,"input":7000,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"cost":0}');
INSERT INTO session VALUES('ses_e01918577ffe2tcU52GGx28Kg6','global',NULL,NULL,'brave-harbor','/home/operator/two/project','home/operator/two/project','A short title','1.18.33',NULL,0,0,0,NULL,NULL,0.0,4800,80,0,0,0,NULL,NULL,'build','{"id":"m","providerID":"local"}',1795270015624,1795270037697,NULL,NULL);
INSERT INTO message VALUES('msg_1fe6e7acc001jIeXsTXBeixNCz','ses_e01918577ffe2tcU52GGx28Kg6',1795270015692,1795270017609,'{"role":"user","time":{"created":1795270015692},"agent":"build","model":{"providerID":"local","modelID":"m"},"summary":{"diffs":[]}}');
INSERT INTO message VALUES('msg_1fe6e7aed001zpGWlNEtKYbDCJ','ses_e01918577ffe2tcU52GGx28Kg6',1795270015725,1795270017483,'{"parentID":"msg_1fe6e7acc001jIeXsTXBeixNCz","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/two/project","root":"/"},"cost":0,"tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"modelID":"m","providerID":"local","time":{"created":1795270015725,"completed":1795270017482},"finish":"tool-calls"}');
INSERT INTO message VALUES('msg_1fe6e81ce0016DnKJeXJh2lkof','ses_e01918577ffe2tcU52GGx28Kg6',1795270017486,1795270017595,'{"parentID":"msg_1fe6e7acc001jIeXsTXBeixNCz","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/two/project","root":"/"},"cost":0,"tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"modelID":"m","providerID":"local","time":{"created":1795270017486,"completed":1795270017592},"finish":"stop"}');
INSERT INTO message VALUES('msg_1fe6e9536001ShvuQIrrZW0lun','ses_e01918577ffe2tcU52GGx28Kg6',1795270022455,1795270022710,'{"role":"user","time":{"created":1795270022455},"agent":"build","model":{"providerID":"local","modelID":"m"},"summary":{"diffs":[]}}');
INSERT INTO message VALUES('msg_1fe6e9544001OwkB1Kd7yYwppl','ses_e01918577ffe2tcU52GGx28Kg6',1795270022468,1795270022572,'{"parentID":"msg_1fe6e9536001ShvuQIrrZW0lun","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/two/project","root":"/"},"cost":0,"tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"modelID":"m","providerID":"local","time":{"created":1795270022468,"completed":1795270022571},"finish":"tool-calls"}');
INSERT INTO message VALUES('msg_1fe6e95af001UYTzqft9DM27Op','ses_e01918577ffe2tcU52GGx28Kg6',1795270022575,1795270022700,'{"parentID":"msg_1fe6e9536001ShvuQIrrZW0lun","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/two/project","root":"/"},"cost":0,"tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"modelID":"m","providerID":"local","time":{"created":1795270022575,"completed":1795270022699},"finish":"stop"}');
INSERT INTO message VALUES('msg_1fe6eafe5001HItH4qdmkd162F','ses_e01918577ffe2tcU52GGx28Kg6',1795270029285,1795270029314,'{"role":"user","time":{"created":1795270029285},"agent":"build","model":{"providerID":"local","modelID":"m"},"summary":{"diffs":[]}}');
INSERT INTO message VALUES('msg_1fe6eaff1001SBznDE6EIj41Hf','ses_e01918577ffe2tcU52GGx28Kg6',1795270029297,1795270033861,'{"parentID":"msg_1fe6eafe5001HItH4qdmkd162F","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/two/project","root":"/"},"cost":0,"tokens":{"input":0,"output":0,"reasoning":0,"cache":{"read":0,"write":0}},"modelID":"m","providerID":"local","time":{"created":1795270029297,"completed":1795270033860},"error":{"name":"MessageAbortedError","data":{"message":"Aborted"}}}');
INSERT INTO message VALUES('msg_1fe6ed0a50018JLNc1aV3QkyZo','ses_e01918577ffe2tcU52GGx28Kg6',1795270037669,1795270037702,'{"role":"user","time":{"created":1795270037669},"agent":"build","model":{"providerID":"local","modelID":"m"},"summary":{"diffs":[]}}');
INSERT INTO message VALUES('msg_1fe6ed0b9001hd1D1A24EQbHdD','ses_e01918577ffe2tcU52GGx28Kg6',1795270037689,1795270053231,'{"parentID":"msg_1fe6ed0a50018JLNc1aV3QkyZo","role":"assistant","mode":"build","agent":"build","path":{"cwd":"/home/operator/two/project","root":"/"},"cost":0,"tokens":{"input":0,"output":0,"reasoning":0,"cache":{"read":0,"write":0}},"modelID":"m","providerID":"local","time":{"created":1795270037689,"completed":1795270053230}}');
INSERT INTO part VALUES('prt_1fe6e7ad00012jKRNSwbSevC4o','msg_1fe6e7acc001jIeXsTXBeixNCz','ses_e01918577ffe2tcU52GGx28Kg6',1795270015707,1795270015710,'{"type":"text","text":"run:@edit {\"filePath\":\"/home/operator/two/project/none.py\",\"oldString\":\"a\",\"newString\":\"b\"}"}');
INSERT INTO part VALUES('prt_1fe6e817c001lmpJZ2cvJmOjuA','msg_1fe6e7aed001zpGWlNEtKYbDCJ','ses_e01918577ffe2tcU52GGx28Kg6',1795270017404,1795270017406,'{"type":"step-start"}');
INSERT INTO part VALUES('prt_1fe6e818200183wpvHW0pkcgTJ','msg_1fe6e7aed001zpGWlNEtKYbDCJ','ses_e01918577ffe2tcU52GGx28Kg6',1795270017411,1795270017465,'{"type":"tool","tool":"edit","callID":"call_d10eff2cc3c4406999aad38f11759244","state":{"status":"error","input":{"filePath":"/home/operator/two/project/none.py","oldString":"a","newString":"b"},"error":"File /home/operator/two/project/none.py not found","time":{"start":1795270017442,"end":1795270017455}}}');
INSERT INTO part VALUES('prt_1fe6e81c1001083sPmh38i9xsQ','msg_1fe6e7aed001zpGWlNEtKYbDCJ','ses_e01918577ffe2tcU52GGx28Kg6',1795270017473,1795270017475,'{"reason":"tool-calls","type":"step-finish","tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"cost":0}');
INSERT INTO part VALUES('prt_1fe6e8225001MirjuH2CYZgDFP','msg_1fe6e81ce0016DnKJeXJh2lkof','ses_e01918577ffe2tcU52GGx28Kg6',1795270017573,1795270017574,'{"type":"step-start"}');
INSERT INTO part VALUES('prt_1fe6e8229001252SgKX6O4xD1w','msg_1fe6e81ce0016DnKJeXJh2lkof','ses_e01918577ffe2tcU52GGx28Kg6',1795270017577,1795270017582,'{"type":"text","text":"Understood.","time":{"start":1795270017577,"end":1795270017581}}');
INSERT INTO part VALUES('prt_1fe6e8230001KM2gvYLz9JukiO','msg_1fe6e81ce0016DnKJeXJh2lkof','ses_e01918577ffe2tcU52GGx28Kg6',1795270017584,1795270017585,'{"reason":"stop","type":"step-finish","tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"cost":0}');
INSERT INTO part VALUES('prt_1fe6e9537001kxHbD2nlDHhzGy','msg_1fe6e9536001ShvuQIrrZW0lun','ses_e01918577ffe2tcU52GGx28Kg6',1795270022458,1795270022460,'{"type":"text","text":"run:@todowrite {\"todos\":[{\"id\":\"1\",\"content\":\"one\",\"status\":\"completed\",\"priority\":\"high\"},{\"id\":\"2\",\"content\":\"two\",\"status\":\"in_progress\",\"priority\":\"high\"}]} "}');
INSERT INTO part VALUES('prt_1fe6e958e001hr8H0k0cMpWm5z','msg_1fe6e9544001OwkB1Kd7yYwppl','ses_e01918577ffe2tcU52GGx28Kg6',1795270022542,1795270022544,'{"type":"step-start"}');
INSERT INTO part VALUES('prt_1fe6e9592001bk0FPZCv3SJA7Y','msg_1fe6e9544001OwkB1Kd7yYwppl','ses_e01918577ffe2tcU52GGx28Kg6',1795270022546,1795270022563,'{"type":"tool","tool":"todowrite","callID":"call_efdc4863295e48bc9af6609c3f1ebcaf","state":{"status":"completed","input":{"todos":[{"id":"1","content":"one","status":"completed","priority":"high"},{"id":"2","content":"two","status":"in_progress","priority":"high"}]},"output":"[\n  {\n    \"content\": \"one\",\n    \"status\": \"completed\",\n    \"priority\": \"high\"\n  },\n  {\n    \"content\": \"two\",\n    \"status\": \"in_progress\",\n    \"priority\": \"high\"\n  }\n]","metadata":{"todos":[{"content":"one","status":"completed","priority":"high"},{"content":"two","status":"in_progress","priority":"high"}],"truncated":false},"title":"1 todos","time":{"start":1795270022557,"end":1795270022562}}}');
INSERT INTO part VALUES('prt_1fe6e95a5001Kp9YOLAQrYcoGo','msg_1fe6e9544001OwkB1Kd7yYwppl','ses_e01918577ffe2tcU52GGx28Kg6',1795270022565,1795270022567,'{"reason":"tool-calls","type":"step-finish","tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"cost":0}');
INSERT INTO part VALUES('prt_1fe6e961c001nmG9ELo4zaL1Uk','msg_1fe6e95af001UYTzqft9DM27Op','ses_e01918577ffe2tcU52GGx28Kg6',1795270022684,1795270022686,'{"type":"step-start"}');
INSERT INTO part VALUES('prt_1fe6e9620001pK204IIageoXq7','msg_1fe6e95af001UYTzqft9DM27Op','ses_e01918577ffe2tcU52GGx28Kg6',1795270022688,1795270022693,'{"type":"text","text":"Understood.","time":{"start":1795270022688,"end":1795270022691}}');
INSERT INTO part VALUES('prt_1fe6e9626001WZSQeY5XcXB7E0','msg_1fe6e95af001UYTzqft9DM27Op','ses_e01918577ffe2tcU52GGx28Kg6',1795270022695,1795270022695,'{"reason":"stop","type":"step-finish","tokens":{"total":1220,"input":1200,"output":20,"reasoning":0,"cache":{"write":0,"read":0}},"cost":0}');
INSERT INTO part VALUES('prt_1fe6eafe6001jHxbRXmAyfuyDS','msg_1fe6eafe5001HItH4qdmkd162F','ses_e01918577ffe2tcU52GGx28Kg6',1795270029289,1795270029290,'{"type":"text","text":"slow:20 say:interrupted"}');
INSERT INTO part VALUES('prt_1fe6eb00f0012g9a5zTiO4hQkX','msg_1fe6eaff1001SBznDE6EIj41Hf','ses_e01918577ffe2tcU52GGx28Kg6',1795270029327,1795270029328,'{"type":"step-start"}');
INSERT INTO part VALUES('prt_1fe6eb0730019y8gk3Jby6dw9n','msg_1fe6eaff1001SBznDE6EIj41Hf','ses_e01918577ffe2tcU52GGx28Kg6',1795270029427,1795270033859,'{"type":"text","text":"word 0 word 1 word 2 word 3 word 4 word 5 word 6 word 7 word 8 word 9 word 10 word 11\nword 12 word 13 word 14 word 15 word 16 word 17 word 18 word 19 word 20 word 21 word 22 word 23\nword 24 word 25 word 26 word 27 word 28 word 29 word 30 word 31 word 32 word 33 word 34 word 35\nword 36 word 37 word 38 word 39 word 40 word 41 word 42 word 43 ","time":{"start":1795270029427,"end":1795270033857}}');
INSERT INTO part VALUES('prt_1fe6ed0a9001xxwruKEfYsPr5B','msg_1fe6ed0a50018JLNc1aV3QkyZo','ses_e01918577ffe2tcU52GGx28Kg6',1795270037677,1795270037678,'{"type":"text","text":"error:429 say:x"}');
INSERT INTO todo VALUES('ses_e01918577ffe2tcU52GGx28Kg6','one','completed','high',0,1795270022553,1795270022554);
INSERT INTO todo VALUES('ses_e01918577ffe2tcU52GGx28Kg6','two','in_progress','high',1,1795270022554,1795270022554);
