PRAGMA application_id = 1279544919;
BEGIN;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version (version_num) VALUES ('0005');
CREATE TABLE citation (
	pmid INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	first_seen VARCHAR(27) NOT NULL, 
	fetched_at VARCHAR(27) NOT NULL, 
	refresh_at VARCHAR(27) NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	relevance TEXT NOT NULL, 
	study_type TEXT NOT NULL, 
	title TEXT NOT NULL, 
	journal TEXT NOT NULL, 
	published TEXT NOT NULL, 
	doi TEXT NOT NULL, 
	is_retracted BOOLEAN NOT NULL, 
	PRIMARY KEY (pmid), 
	UNIQUE (uid)
);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (101, 'pmid:101', 'dce3f433d6b9ce577322c7d510644c0348415edf7a003e9fc4d66412a40b209b', '2026-11-25T19:30:47.082814Z', '2026-11-25T19:30:47.082814Z', '2026-12-02T19:30:47.082814Z', 0, 'focus', 'other', 'Low-dose naltrexone in Crohn''s disease: trial 101', 'Demonstration Records of ldn-watch', '2026', '', 0);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (102, 'pmid:102', '8e28141fe613d952f692d6a0e4f1c07afd761f798da5ace2a5374b77f697dfd5', '2026-11-25T19:30:47.082814Z', '2026-11-25T19:30:47.082814Z', '2026-12-02T19:30:47.082814Z', 0, 'focus', 'other', 'Low-dose naltrexone in multiple sclerosis: trial 102', 'Demonstration Records of ldn-watch', '2026', '', 0);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (103, 'pmid:103', '8fd8facff4fe80050068be2327469e0ca4c331500555d3101024cacc83f360f3', '2026-11-25T19:30:47.082814Z', '2026-11-25T19:30:47.082814Z', '2026-12-25T19:30:47.082814Z', 0, 'unrelated', 'other', 'Naltrexone in alcohol use disorder', 'Demonstration Records of ldn-watch', '2026', '', 0);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (104, 'pmid:104', '38e920e196eae8f858d2a71c43f5d1a9acc7aec3eb6f741e72025e5995bf61f8', '2026-11-25T19:31:17.746087Z', '2026-11-25T19:31:34.967876Z', '2026-12-02T19:31:34.967876Z', 0, 'focus', 'other', 'Low-dose naltrexone in fibromyalgia: trial 104', 'Demonstration Records of ldn-watch', '2026', '', 1);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (105, 'pmid:105', '11786ca2be1e38af5c6fbfc4c5d164097663a0d4a1b5a1ceb820d437af70cf3a', '2026-11-25T19:31:17.746087Z', '2026-11-25T19:31:17.746087Z', '2026-12-02T19:31:17.746087Z', 0, 'focus', 'other', 'Low-dose naltrexone in Crohn''s disease: trial 105', 'Demonstration Records of ldn-watch', '2026', '', 0);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (106, 'pmid:106', '62cc7caaa18b43a927628490a5f0c92b72b73e34d42fc87c78a84a10dd8ddaaa', '2026-11-25T19:31:26.264062Z', '2026-11-25T19:31:26.264062Z', '2026-12-02T19:31:26.264062Z', 0, 'focus', 'other', 'Low-dose naltrexone in multiple sclerosis: trial 106', 'Demonstration Records of ldn-watch', '2026', '', 0);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (107, 'pmid:107', '70c3d5a8dd2c2f4b7d99e33dc8882bca89688fc38ae7fef3752e77c790351792', '2026-11-25T19:31:30.670938Z', '2026-11-25T19:31:30.670938Z', '2026-12-02T19:31:30.670938Z', 0, 'focus', 'other', 'Low-dose naltrexone in long COVID: trial 107', 'Demonstration Records of ldn-watch', '2026', '', 0);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (108, 'pmid:108', 'c97fbabdb1e7f34c77ca90e954d78f642fe1a34a53158ca83543ce31cdcba541', '2026-11-25T19:31:30.670938Z', '2026-11-25T19:31:30.670938Z', '2026-12-02T19:31:30.670938Z', 0, 'focus', 'other', 'Low-dose naltrexone in fibromyalgia: trial 108', 'Demonstration Records of ldn-watch', '2026', '', 0);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (109, 'pmid:109', 'c76bdac36725bc657130361400b916579345fdcb08f774d452b05dc2bb24031e', '2026-11-25T19:31:34.967876Z', '2026-11-25T19:31:34.967876Z', '2026-12-02T19:31:34.967876Z', 0, 'focus', 'other', 'Low-dose naltrexone in Crohn''s disease: trial 109', 'Demonstration Records of ldn-watch', '2026', '', 0);
CREATE TABLE record (
	pmid INTEGER NOT NULL, 
	citation TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	PRIMARY KEY (pmid), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO record (pmid, citation, verdict) VALUES (101, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in Crohn''s disease: trial 101","uid":"pmid:101"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"crohn-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"},{"condition":"inflammatory-bowel-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (102, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in multiple sclerosis: trial 102","uid":"pmid:102"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"multiple-sclerosis","evidence":[{"field":"title","offset":23,"rule":"multiple-sclerosis","words":"multiple sclerosis"}],"group":"neurology","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (103, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Naltrexone in alcohol use disorder","uid":"pmid:103"}', '{"reasons":[{"field":"title","offset":14,"rule":"addiction","words":"alcohol"}],"relevance":"unrelated","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"alcohol-use","evidence":[{"field":"title","offset":14,"rule":"alcohol-use","words":"alcohol use disorder"}],"group":"addiction","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (104, '{"authors":[{"family":"Example","given":"Ann"}],"comments_corrections":[{"ref_source":"RetractionIn 999","ref_type":"RetractionIn","uid":"pmid:999"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20","revised":"2026-11-25"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"},{"name":"Retracted Publication"}],"status":"MEDLINE","title":"Low-dose naltrexone in fibromyalgia: trial 104","uid":"pmid:104"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"fibromyalgia","evidence":[{"field":"title","offset":23,"rule":"fibromyalgia","words":"fibromyalgia"}],"group":"pain","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (105, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in Crohn''s disease: trial 105","uid":"pmid:105"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"crohn-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"},{"condition":"inflammatory-bowel-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (106, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in multiple sclerosis: trial 106","uid":"pmid:106"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"multiple-sclerosis","evidence":[{"field":"title","offset":23,"rule":"multiple-sclerosis","words":"multiple sclerosis"}],"group":"neurology","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (107, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in long COVID: trial 107","uid":"pmid:107"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"long-covid","evidence":[{"field":"title","offset":23,"rule":"long-covid","words":"long COVID"}],"group":"fatigue-post-viral","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (108, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in fibromyalgia: trial 108","uid":"pmid:108"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"fibromyalgia","evidence":[{"field":"title","offset":23,"rule":"fibromyalgia","words":"fibromyalgia"}],"group":"pain","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (109, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in Crohn''s disease: trial 109","uid":"pmid:109"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"crohn-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"},{"condition":"inflammatory-bowel-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"}]}');
CREATE TABLE citation_text (
	pmid INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	abstract TEXT NOT NULL, 
	authors TEXT NOT NULL, 
	journal TEXT NOT NULL, 
	keywords TEXT NOT NULL, 
	mesh TEXT NOT NULL, 
	PRIMARY KEY (pmid), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (101, 'Low-dose naltrexone in Crohn''s disease: trial 101', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (102, 'Low-dose naltrexone in multiple sclerosis: trial 102', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (103, 'Naltrexone in alcohol use disorder', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (104, 'Low-dose naltrexone in fibromyalgia: trial 104', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (105, 'Low-dose naltrexone in Crohn''s disease: trial 105', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (106, 'Low-dose naltrexone in multiple sclerosis: trial 106', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (107, 'Low-dose naltrexone in long COVID: trial 107', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (108, 'Low-dose naltrexone in fibromyalgia: trial 108', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (109, 'Low-dose naltrexone in Crohn''s disease: trial 109', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
CREATE TABLE revision (
	pmid INTEGER NOT NULL, 
	fingerprint TEXT NOT NULL, 
	fetched_at VARCHAR(27) NOT NULL, 
	raw BLOB NOT NULL, 
	PRIMARY KEY (pmid, fingerprint), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (101, 'dce3f433d6b9ce577322c7d510644c0348415edf7a003e9fc4d66412a40b209b', '2026-11-25T19:30:47.082814Z', X'789CA5544D8BDB3010FD2B42979E166DF6D0439105619D52173B6BB669A147359AB505B66424996CF6D7772C7FC449CB52E8C9A39937F3E6E3615EF6BF5A505B17F4B101C10B508D36F0A8830CDA1AF20DBFBD4F68B14BF36CBFA3E4E964C025749F1754F0B2C852F2039C47684237546CEE379C0D5EC1A79204090AABA04968E9B40998F5D5F6CEC8663132EF7B2048090AE975DF5EA0989CCA807DFD04E9C4C3FDC347CEA2892C7388ADCB087ED0010749A1B5C607374EF10C47EB9427F68534CADC9D6438D69C8DC8257F6979F4E7F674A7AC0782A1E0E0D51A20DA9047676BF3C113A53D480F9F48705A36240E7E95CF4B596913F997B596956143EBABC8B60FB575B9F661B605CFA50F7BD982D8BDCAB66B80B3C5C33F5B07D1DA1AC3D9F242F22999AD2BE6D254BDAC4080A9862AD36BD86BA38FB185C3B983117CE324DFB38452316D874CC3C5C5AF61E20FCF588DDD6A6A3E9379B18BEFB0FDA74B5DD08B7D558DDDC836CE82B2468148C1BF603FD69DA3138193700661CEEAEE229AFE45668535A146592345B4782ACF08E06CF8C6C92F15DF210083127AFB7F02B69E65DEF94822BA6E70F9FAEA1E536C9676A626A5CD4F92A9E1649715AC859C29B1B2A7B3AE37CBAEFF1EBF011FED84BC');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (102, '8e28141fe613d952f692d6a0e4f1c07afd761f798da5ace2a5374b77f697dfd5', '2026-11-25T19:30:47.082814Z', X'789CA5544D8BDB3010FD2B42F745BB39ECA1C8825067A98B9D9A362DF4A846B38EC0968C24934D7F7DC7B2EC386929859E3C9A79336F3E1EE6F5F0A303B575411F5B10BC02D56A03EF7590415B43BEE077F019AD767959EC77947C3A1B7019DD971515BCAE8A9C7C03E7119AD1272A9E1E379C8D5EC1534982049555D066B476DA04CCFA68076764BB1885F70310A40485F47AE8AE504CCE65C0BEBE837462F3B879E62C9AC83287D8BA8CE0071D70901C3A6B7C70D3149FE1689DF2C4BE92569987B30CC713671372C95F5A9EFCA53D3F28EB8160283878B3068836A41BDAA07B9CCB23D259AFFD3B129C962D89B3DF94E0B56CB4892D2C9BAD1BC3C6EE5791ED104ED695DA87D916BC943EEC650762F7263BA4E36CF1F017EB205A5B63385B5E489E92D9BA62294D33C806049866AC925EE36A5B7D8C2D1C2E3D4CE03B27F95A64948AB42092868BBB5FC3C46F9EA91ABB97D57C29F36A17DF61FB4FC7BAA217FBA61ABB536E9C05958D1A91827FC07EACBB4427029376466DCE02EF239AFE41699535E184CA468A68F15C5E10C0D9F88D935F2BFE85000CAAE8E7FF13B0F52CF3CE2712D1F7A3CB9F6EEE9162B3BA0B9594363F49A1C6935D57B01672A1C4CA4E675D6F96DDFE407E0109AC8690');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (103, '8fd8facff4fe80050068be2327469e0ca4c331500555d3101024cacc83f360f3', '2026-11-25T19:30:47.082814Z', X'789CA554DB8ADB3010FD15A1F7457B813EC98250A7AC8B9D9A362DECA36A4F6C812C19496637FDFA8EE54B9C7429853E69343A33672EC7E6E5F0B3837AE782AA34085E40AD95818F2AC8A0AC21DFF01C7C428B7D9A67873D255F5E0DB8841EF2820A5E16594A7E80F3084DE803150FF74F9C8D5EC1E79404090A5B834E68E9940918F5D90ECE48BD1A99F70310A4841AE9D5D05DA0189CCA8075BD8074E2F1FEF10367D14496E5896DD3087E54011B49A1B3C6073775F1152AEB6A4FEC89E8DADCBDCA50B59C4DC8357E2D79F21FA40E0EDEAC01A20C91BAB2ADD564F0406AE5311B38CEAE0278291B6522E13AC7B2316CAC75F3B21B426B5DAE7C586CC173E9C3417620F66FB2EB3570B67AF827EB205A3B63385B6F483E07B36DC65C9A66900D0830CD9865BE8D83D4AA8A251CCF3D4CE01B27F99E25948A791C646E2E4E7A0B137F78A66CEC5644CB5ECCC9AEBEE3EE9F567341AFF6553676A3D3D80BEA181521057FC67AAC3B47270267A58C4A5CE4DC47347D47578535A1451D2345B4782ACF08E06C3C63E7978C7F210083E2F9F5FF046CDBCB32F38944F4FDE8F2EDD53EE6B745CB593D2B6DB992AC1E57761941FC64D767B1B1E7B56E27CBAE7F17BF01E3F08087');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (104, 'e66d5bc7542aa1ecbef042830b8f49e1d19e4c2b5c280d3164e7594872e120f2', '2026-11-25T19:31:17.746087Z', X'789CA5544D8BDB3010FD2B42F745BB4BE9A1C88250A7D4C54E4D9B167AD4461347604B4692C9A6BFBE6359769CB494424F1ECDBC99371F0FF37A78E9406D5CD0871604AF40B5DAC07B1D64D0D690AFF81D7C46AB6D5E16BB2D259FCF065C4677654505AFAB2227DFC1798466F4898AA7C7379C8D5EC1534982049555D066B476DA04CCFA64076764BB1885F70310A40485F47AE8AE504CCE65C0BE7E8074E2F9F1F92D67D1449639C4D66504DFEB8083E4D059E3839BA6F80207EB9427F6485A651ECE321C4E9C4DC8257F6979F297F6FCA0AC0782A1E0E0D51A20DA90A37E71B6BBC8B6D1F21D094ECB96C4A96F92792D1B6D22F9B2D3BA316CEC7B15D90CE1645DA97D986DC14BE9C34E7620B6AFB2EB5BE06CF1F00FD641B436C670B6BC903C25B375C5529A66900D0830CD5825BDC6A5B6FA105BD85F7A98C0774EF2ADC828156935240D17B7BE8689DF3C5335762FA8F946E66817DF7EF34F67BAA217FBA61ABBD36C9C05358DEA90827FC47EACBB442702936A4655CED2EE239AFE41639535E1849A468A68F15C5E10C0D9F88D935F2BFE85000CEAE7E7FF13B0F52CF3CE2712D1F7A3CB9F6EEE9162B3AE0B9594363F49A1C6935D57B01672A1C4CA4E675D6F96DDFE3A7E0111A58429');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (105, '11786ca2be1e38af5c6fbfc4c5d164097663a0d4a1b5a1ceb820d437af70cf3a', '2026-11-25T19:31:17.746087Z', X'789CA5544D6BDC3010FD2B42979E8292407B08B26089B7D4C5DE98761BC8515D4D6C812D194966B3FDF51DCB1FEBDD8652E8C9A39937F3E6E3615EF63F5B501B17F4A101C10B508D36F0A8830CDA1AF21DBFBD4F68B14DF36CB7A5E4E968C02574971754F0B2C852F20CCE2334A17754DCDD7EE46CF00A3E9524485058054D424BA74DC0ACAFB67746368B9179DF03414A5048AFFBF60CC5E45406ECEB05A413F7B7F79F388B26B2CC21B62E23F85E071C2485D61A1FDC38C5373858A73CB1AFA451E6E628C3A1E66C442EF94BCBA33FB7C71B653D100C05076FD600D1863C3A5B9B0F9E28ED417A7820C169D99038F8453E2F65A54DE45FD65A56860DADAF229B3ED4D6E5DA87D9163C973EEC640B62FB26DBAE01CE160FFF6C1D446B630C67CB0BC9A764B6AE984B53F5B20201A61AAA4CAF61AF8D3EC416F6A70E46F09593FCC8124AC5B41D320D1717BF86893F3C633576ADA9F94CE6D52EBEFDE69F2E75462FF645357625DB380BCA1A052205FF82FD58778A4E044EC2198439ABBB8B68FA8ECC0A6B428DB2468A68F1549E10C0D9F08D939F2BFE85000C4AE8D7FF13B0F52CF3CE4712D17583CBD717F79862B3B43335296D7E924C0D273BAF602DE44C89953D9D75BD5976F9F7F80D3CD184C8');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (106, '62cc7caaa18b43a927628490a5f0c92b72b73e34d42fc87c78a84a10dd8ddaaa', '2026-11-25T19:31:26.264062Z', X'789CA5544D8BDB3010FD2B42F745BB7BE8A1C882B04EA98B9D9A6EB6D0A31ACD3A025B32924C36FDF51DCBB2E3A46529F4E4D1E8E9BDF97898D7C3CF0ED4C6057D6841F00A54AB0D3CE92083B6863CE377F019ADB67959ECB6947C3D197019DD951515BCAE8A9C7C07E7119AD1072A1EEE3F703666054F9404052AABA0CD68EDB409F8EA8B1D9C91ED1214DE0F40501214CAEBA1BB40F1712E03D6F503A4138FF78F481F435499AFD89A46F0BD0ED8480E9D353EB8A98B6F70B04E79625F49ABCCDD4986C391B309B9BC5F4A9EF2A53DDD29EB81E05570F0660D106D4837B441F7D89747A4B35EFB8F24382D5B127BBFA2E0B56CB489252C93AD1BC3C6EA57379B211CAD2BB50F732C78297DD8C90EC4F64D7628C7D992E19FAC83186D8CE16C39A1787ACCD68CA534CD201B10609A91259DC6D1B6FA104BD89F7B98C03749F25264948A3420929A8BB35FC3C41F99898DDDDA6ADE9479B54B6EBFF9A7655DD04B7CC5C66E9C1B7B4167A347A4E09FB11EEBCE3189C0E49DD19BB3C1FB88A67F715A654D38A2B35122463C97670470367E63E717C67704C0A08B7EFDBF005BF732CF7C12117D3FA6FCF16A1FE96E7677A192D3E62329D4B8B2CB08D6462E9458C569ADEBC9B2EB1FC86F269C869C');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (104, '38e920e196eae8f858d2a71c43f5d1a9acc7aec3eb6f741e72025e5995bf61f8', '2026-11-25T19:31:26.264062Z', X'789CA554DB8ADB3010FD15A1F74549680B29B220242975B1D3904D0B7DD4DA1347604B41929B4DBFBEE36BECD45B0A7DB1C733672E3AA363BE2F5F0A4857D6AB2407C1634873A561ADBCF4CA68F28CEFD20534DE6EA270B7A5E4EB55830DE82E8AA9E0FB38DC90EF601D42033AA7623E7BC759E5157C233D1CE0A772900AFE03A4158BD9E20367B5C963A3FD59CCE79C3516C26F62F19EB3EA5D3D07C9ED7004478D4D0A7940F756698FFDBF98D26A99F746E85C09048787140FA2CAE20EC5E4AAE8C428AC0FB16119C18FCA23251B288C76DE367C1C20313675C49C489EEAA7ABF4C999B306D9E7F72337FEC85C9F52E38060C85B78351A88D2E4A45EAC296E32CF94FC48BC553227357FA364BE9799D275F37E3BFB4CB36AEE416455FAB3B19172BEB3058FA4F33B5980D8BECAE2920367BD877F32166A6BA53567FD17366F93D9B062247556CA0C04E8ACAAD27E55A4E62AA94738DE2ED0801F9CE45B18502A5A6A487BB89AF521ECADBC0320F5092E940CE213D98F9E6616F678B1BB0DEB93E97DC7D53F2DF98EEEED51B5B5290AD0DEAD8DB59054855C33C444005B9CAA2903DA9E0F9DA1C66B8AFE672C9A801806C872B9E4EC1EFB537835A0111E9BE837ED6D397AD07CBD09FC27A026A4E09F1163ECAD7622B0D54AB58CEED770A9D1F46D91CFC6229F75221F55FC4B039CDAC2AFFF6FC08667E9EE4AD3445C2E95CB9D47F7A88D756A0ED3565FDD2709D366891D0543F986A918D82DD54366D9F8D7FB1BFF2CF5CE');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (107, '70c3d5a8dd2c2f4b7d99e33dc8882bca89688fc38ae7fef3752e77c790351792', '2026-11-25T19:31:30.670938Z', X'789CA554DB8ADB3010FD15A1F745BBFBD0429105619D52173B6BDA74A18F6A34EB0864C94832D9F4EB3B962F71D2520A7DF268E6CC9CB91CCCEBFE470B6AE3A33E1810BC0265B485271D65D4CE92AFF8ED4346AB6D5E16BB2D25CF270B3EA3BBB2A282D755919317F001A1197DA0E2E1FE3D678357F0A9244182CA293019ADBDB611B33EBBDE5B6916A308A1078294A0905EF7ED058AC9B98CD8D777905E3CDE3FBEE32C99C83287D8BA8CE07B1D71901C5A6743F4E3145FE0E0BC0AC4BD12A3ECDD49C6C391B311B9E42F2D8FFED29DEE940B4030143DBC390B445B629C6DC8D3F34B917F20D16B69489AF92A95D7B2D136512F1BAD1BCB86AE57914D1F8FCE973AC4D916BC9421EE640B62FB26DBCE00678B877F741E92B5B196B3E585E453325B572CA56D7AD98000DB0C55A6D7B052A30FA985FDB983117CE324DF8A8C52312D864CC3A59DAF61E237CF588DDDCA69BE907D758B6FBFF9A7235DD08B7D558DDD2836CD828A466D48C13F613FCE9F9313819366064DCEC2EE129AFE416195B3F1888A468A64F15C9E11C0D9F04D935F2AFE85002CAAE7E7FF13B0F52CF3CE4712D175832B1CAFEE31C56655176A52DAFC24851A4E7659C15AC885122B7B3AEB7AB3ECFAC7F10B1DCC8281');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (108, 'c97fbabdb1e7f34c77ca90e954d78f642fe1a34a53158ca83543ce31cdcba541', '2026-11-25T19:31:30.670938Z', X'789CA5544D8BDB3010FD2B42F745BB7B28A5C88250A7D4C54E4D9B167AD4461347604B4692C9A6BFBE6359769CB494424F1ECDBC99371F0FF37A78E9406D5CD0871604AF40B5DAC07B1D64D0D690AFF81D7C46AB6D5E16BB2D259FCF065C4677654505AFAB2227DFC1798466F4898AA7C7B79C8D5EC1534982049555D066B476DA04CCFA64076764BB1885F70310A40485F47AE8AE504CCE65C0BE7E8074E2F9F1F90D67D1449639C4D66504DFEB8083E4D059E3839BA6F80207EB9427F6485A651ECE321C4E9C4DC8257F6979F297F6FCA0AC0782A1E0E0D51A20DA90A37E71B6BBC8B6D1F21D094ECB96C4A96F92792D1B6D22F9B2D3BA316CEC7B15D90CE1645DA97D986DC14BE9C34E7620B6AFB2EB5BE06CF1F00FD641B436C670B6BC903C25B375C5529A66900D0830CD5825BDC6A5B6FA105BD85F7A98C0774EF2ADC828156935240D17B7BE8689DF3C5335762FA8F946E66817DF7EF34F67BAA217FBA61ABBD36C9C05358DEA90827FC47EACBB442702936A4655CED2EE239AFE41639535E1849A468A68F15C5E10C0D9F88D935F2BFE85000CEAE7E7FF13B0F52CF3CE2712D1F7A3CB9F6EEE9162B3AE0B9594363F49A1C6935D57B01672A1C4CA4E675D6F96DDFE3A7E012E7D8435');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (109, 'c76bdac36725bc657130361400b916579345fdcb08f774d452b05dc2bb24031e', '2026-11-25T19:31:34.967876Z', X'789CA5544D6BDC3010FD2B42979E82921C0A0DB26089B7D4C5DE98761BC8515D4D6C812D194966B3FDF51DCB1FEBDD8652E8C9A39937F3E6E3615EF63F5B501B17F4A101C10B508D36F0A8830CDA1AF21DBFBD4F68B14DF36CB7A5E4E968C02574971754F0B2C852F20CCE2334A17754DCDD7EE26CF00A3E9524485058054D424BA74DC0ACAFB67746368B9179DF03414A5048AFFBF60CC5E45406ECEB05A413F7B7F71F398B26B2CC21B62E23F85E071C2485D61A1FDC38C5373858A73CB1AFA451E6E628C3A1E66C442EF94BCBA33FB7C71B653D100C05076FD600D1863C3A5B9B0F9E28ED417A7820C169D99038F8453E2F65A54DE45FD65A56860DADAF229B3ED4D6E5DA87D9163C973EEC640B62FB26DBAE01CE160FFF6C1D446B630C67CB0BC9A764B6AE984B53F5B20201A61AAA4CAF61AF8D3EC416F6A70E46F09593FCC8124AC5B41D320D1717BF86893F3C633576ADA9F94CE6D52EBEFDE69F2E75462FF645357625DB380BCA1A052205FF82FD58778A4E044EC2198439ABBB8B68FA8ECC0A6B428DB2468A68F1549E10C0D9F08D939F2BFE85000C4AE8D7FF13B0F52CF3CE4712D17583CBD717F79862B3B43335296D7E924C0D273BAF602DE44C89953D9D75BD5976F9F7F80D59B584D4');
CREATE TABLE tag (
	pmid INTEGER NOT NULL, 
	condition_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	group_id TEXT NOT NULL, 
	relevance TEXT NOT NULL, 
	field TEXT NOT NULL, 
	words TEXT NOT NULL, 
	PRIMARY KEY (pmid, condition_id, kind), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (101, 'crohn-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (101, 'inflammatory-bowel-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (102, 'multiple-sclerosis', 'topic', 'neurology', 'focus', 'title', 'multiple sclerosis');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (103, 'alcohol-use', 'topic', 'addiction', 'unrelated', 'title', 'alcohol use disorder');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (105, 'crohn-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (105, 'inflammatory-bowel-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (106, 'multiple-sclerosis', 'topic', 'neurology', 'focus', 'title', 'multiple sclerosis');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (104, 'fibromyalgia', 'topic', 'pain', 'focus', 'title', 'fibromyalgia');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (107, 'long-covid', 'topic', 'fatigue-post-viral', 'focus', 'title', 'long COVID');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (108, 'fibromyalgia', 'topic', 'pain', 'focus', 'title', 'fibromyalgia');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (109, 'crohn-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (109, 'inflammatory-bowel-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
CREATE TABLE event (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	pmid INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	quiet BOOLEAN NOT NULL, 
	detail TEXT NOT NULL, 
	UNIQUE (pmid, kind, "key"), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (1, 101, 'new', '', '2026-10-20T00:00:00.000000Z', 1, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (2, 102, 'new', '', '2026-10-20T00:00:00.000000Z', 1, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (3, 104, 'new', '', '2026-11-25T19:31:17.746087Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (4, 105, 'new', '', '2026-11-25T19:31:17.746087Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (5, 106, 'new', '', '2026-11-25T19:31:26.264062Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (6, 104, 'retracted', '', '2026-11-25T19:31:26.264062Z', 0, 'RetractionIn 999');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (7, 107, 'new', '', '2026-11-25T19:31:30.670938Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (8, 108, 'new', '', '2026-11-25T19:31:30.670938Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (9, 109, 'new', '', '2026-11-25T19:31:34.967876Z', 0, '');
CREATE TABLE feed_line (
	scope TEXT NOT NULL, 
	band TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	seq INTEGER NOT NULL, 
	pmid INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	PRIMARY KEY (scope, band, at, seq)
)
 WITHOUT ROWID

;
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-10-20T00:00:00.000000Z', 1, 101, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-10-20T00:00:00.000000Z', 2, 102, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T19:31:17.746087Z', 3, 104, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T19:31:17.746087Z', 4, 105, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T19:31:26.264062Z', 5, 106, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T19:31:30.670938Z', 7, 107, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T19:31:30.670938Z', 8, 108, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T19:31:34.967876Z', 9, 109, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'grave', '2026-11-25T19:31:26.264062Z', 6, 104, 'retracted');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:crohn-disease', 'focus', '2026-10-20T00:00:00.000000Z', 1, 101, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:crohn-disease', 'focus', '2026-11-25T19:31:17.746087Z', 4, 105, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:crohn-disease', 'focus', '2026-11-25T19:31:34.967876Z', 9, 109, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:fibromyalgia', 'focus', '2026-11-25T19:31:17.746087Z', 3, 104, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:fibromyalgia', 'focus', '2026-11-25T19:31:30.670938Z', 8, 108, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:fibromyalgia', 'grave', '2026-11-25T19:31:26.264062Z', 6, 104, 'retracted');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:inflammatory-bowel-disease', 'focus', '2026-10-20T00:00:00.000000Z', 1, 101, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:inflammatory-bowel-disease', 'focus', '2026-11-25T19:31:17.746087Z', 4, 105, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:inflammatory-bowel-disease', 'focus', '2026-11-25T19:31:34.967876Z', 9, 109, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:long-covid', 'focus', '2026-11-25T19:31:30.670938Z', 7, 107, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:multiple-sclerosis', 'focus', '2026-10-20T00:00:00.000000Z', 2, 102, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:multiple-sclerosis', 'focus', '2026-11-25T19:31:26.264062Z', 5, 106, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:fatigue-post-viral', 'focus', '2026-11-25T19:31:30.670938Z', 7, 107, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:gastroenterology', 'focus', '2026-10-20T00:00:00.000000Z', 1, 101, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:gastroenterology', 'focus', '2026-11-25T19:31:17.746087Z', 4, 105, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:gastroenterology', 'focus', '2026-11-25T19:31:34.967876Z', 9, 109, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:neurology', 'focus', '2026-10-20T00:00:00.000000Z', 2, 102, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:neurology', 'focus', '2026-11-25T19:31:26.264062Z', 5, 106, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:pain', 'focus', '2026-11-25T19:31:17.746087Z', 3, 104, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:pain', 'focus', '2026-11-25T19:31:30.670938Z', 8, 108, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:pain', 'grave', '2026-11-25T19:31:26.264062Z', 6, 104, 'retracted');
CREATE TABLE digest (
	id TEXT NOT NULL, 
	opened_at VARCHAR(27) NOT NULL, 
	last_due VARCHAR(27), 
	next_number INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO digest (id, opened_at, last_due, next_number) VALUES ('all', '2026-11-25T19:31:02.177602Z', '2026-11-25T19:31:37.338778Z', 4);
INSERT INTO digest (id, opened_at, last_due, next_number) VALUES ('weekly', '2026-11-25T19:31:02.177602Z', '2026-11-25T19:31:02.177602Z', 1);
INSERT INTO digest (id, opened_at, last_due, next_number) VALUES ('more', '2026-11-25T19:31:02.177602Z', '2026-11-25T19:31:20.936387Z', 2);
INSERT INTO digest (id, opened_at, last_due, next_number) VALUES ('_sbde9a80966cf8df8538c4273', '2026-11-25T19:31:05.712307Z', '2026-11-25T19:31:05.712307Z', 1);
INSERT INTO digest (id, opened_at, last_due, next_number) VALUES ('_sbf5f0ecbfa748ca046da911d', '2026-11-25T19:31:08.826308Z', '2026-11-25T19:31:08.826308Z', 1);
CREATE TABLE issue (
	digest TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	composed_at VARCHAR(27) NOT NULL, 
	channel TEXT NOT NULL, 
	message BLOB NOT NULL, 
	PRIMARY KEY (digest, number), 
	FOREIGN KEY(digest) REFERENCES digest (id)
);
INSERT INTO issue (digest, number, composed_at, channel, message) VALUES ('all', 1, '2026-11-25T19:31:20.000000Z', 'smtp', X'789CED586D6FE33612FE6EC0FF61EAC561EFC5B22DD94E1CF9E59A26D936C0BE61935EB19F0E944459BC50A28EA4E3B845FFFBCD487E91ED38717617B8027746E0483439F370E699E170DE6895FAF0F6F23DCC990D131815FFBEE70F2CCD256F293D9DD46B37B3E05F3CB43E7890F139A80C2EB44AB2D706226138331C5816C11B11A0B0059353C1C081AB7BAE173611D9B45EBB6496FBF00B8F9AE0F5E1BDBA07AFE39D807BE6775DDFEBC0DF3AF8A9D7DE0A639DEBC8871193B2B58DE17C6695834052612DC7298CDEA73CE31A6547F5DA47CD431EF12C4445C14CDED56BEFAEDF5D39FFE0DA0895F9E0B650C185CA2CCFAC73BBC8715A3A9356E44CDB369396EB8C5971CF8710A8591631BD1837C6FF7483C1208ABC6EE40641A7E7B1C8EB84835ED46DD46BF59AE31C9EB0ABCBF207DBCE2513D910C28469C3EDB831B3B1336854A66A9699986BE72A0B558496F3E1DF3385DB73722D32CB02C9496FD5B26BCF35411833E3E06E9998A61FED349A8C603E7DF8E9FDEB1BB8BCBEB93ABFB9AAD7C6DDCBE3FF48C25FE1AD9A3B914215195A56F3079571107B00D02A5A30096EA75FAF015C95FE86737AB9E4A9CA8C45E7A2F7E0130F958E0CA818649439C5865BCB0D02FC922CFCC754FAD07864B441486CC2C10A4BF684F2B387ADB1337260DD75164B96A6CC2ABD40EACCB97C89888FB3E01DB139B136377EBB9D23C179D4CAC240B43299B63291B4A6EABE8D266A97EE7973FDC3A70FEF3E9FBFFDF1FAFC38DF3CE992B8E2FF8D3F7AFF7D7FBCD902D6A8E2FC1A33F6DA65E47E9B0FC92A7563101A60E60E9FD03E7B490E7EBEBD28E20D037CCE3561ED43286C614E53AFA5850549DC6D220C8632640A700B22447FB0E85E505A1316D3889406E609B3CB3D83C49C699A38DD96C3B8D4EA195A4569D0629A5888F169A1662DF8288BB0B74CDE815534A62152213217028EB3380D5176CAA6941CCA145380FA8CE3538EEA095CCA84C405219B195E0A6151A4B92960ABD233848AD841CF91987263EBB5C6266F35E8B775EA4215B70A8C55396EB109732D2C27807B4711CC854D0A99667522CD327C34A11601429612E383732426993AC51D6D28813CAD9E28ED2F4AE0894DE5D7E6EF478EA57A6DF4DDE5878BDBCF1FAF80544C46F40D121D81F1DBE0590347388B26236317924FBE276630F873AE396A334EA8A4D28E09139E22D2685CAF317DF717F8AD5E0B54B46842CB241CBDF71B042CBC9B6A3ADF7C78E57AEE993B80EF449A2B6D5966716724087FE23D3C4C59E527F8BD5E6B11845D219DA81B744F7766B226241ECE5C893B8D2337DC9D9478ADA966F71CE1613C5466C7F1193BEBED2A4FB945B1AD7942FB899542A2B42C9B9ACA4276160C82FEEE42740C6666848D190B5DB39AEC855DD61DEC4CFE1D46EDD2C4E812D2B8F635BAA1F4F6FA978CA59C86EF059F938806E2286840837311D9041F224EA1EB14AF784267C26282454F31496BDD7D6955576E4994452C635D72B7BFC8CC7242803CAB2E374FAD2F52E7E4CBEAB951BB5C5D10B75D10131F886A50188FD4A54C4F45E677863926078A84CEB0C29B579CC75EEC0E4B67BC7243EFD43B19C688D6774FF2873632D86DF5C1613986AB6316C6F2B409AF6FF85471F8F9FA75133EA94059D5849FB8BCE716D36413CEE9F06A82C118740CD7222E361A897B082533865061C034361871B358912DFC0C4FA161CA1E9C84939110AAC2BDC652CDFD444411855F996C11D657E57928D3FCA88DA0F6B01531DAA8063D685502C5125584B20A9DD016A4F24F7A9DFC01D123B6D2E24565BC65EC387EC414E4B68AC0959BBC5EFE80FB597E6D89E904BDB8C7963E43756BB989FB88DFC9998E11BF72DFF3509014195FD9D76D751B932A9D1297C4E41B70721BDC2E991C3C2A7CE44945897B9A3F34367C4678CF517AD4CE77B41605F40BD5A2B9562C0E63D4CA4F386E6E739F1A5F78E31F4E57B5F9EAB5C29B258C1525306F1E8E21EF64E59CDE368A3EBED201E5D8E204523AF53125101C1DE2DE8792E3A509F342CE4292D3EAF479BA82DD09FA61FFA431D9B1177AC5DB234D914B1FB1504996154C320A74802279B8CCBA18AC56A508C877F137A3A488E05514E039E3AD83CD996B96FB81E6ECCE99E3B2217D39C57B65B4645CF749C611197619D7C7339441822766C1FE4DA188A00E96DC95ADEE58EBF00D07E51DB8E48CDA6C8266EDEED08E52F973ACEB1D645DBF7F821ABD3E86E2BA601F057A726CC1BE1F0678C47E151C0FF1101C2C56B4CAA613BC0E50E98AC5618219910ED86298401E774940797BF7045AFDC22B1B2D296E6BE4F12FB9B0ED9B0A3976679E33D6603F56D7DC24B258DF3BC4CD171313E50DE709D6CF45AC733CDA28A886252E4797C1D0A354599E684449F8C3A4A0EDF4FC3F9F7F7A2FCF3F784DA642E0911BFDFF93CFB74D3E47F727FE3059E3309DBE45D6D88A53BA9F3D595C76BD63385598EDB099CAA0F65D6F83ECC9F21CC51E5DA1E72F52BE62DBC1E6CD88AE34CB492F6BE4C0813E0E65D697B6725EBAAD23DA3E04E399CE0F8CAFBCF1A0333EBBD8D4FCABA1CBED4610DC52B86D5A41157E937AABFCBD9ED0DF97AD209C53E905FDC9EB3029918228EF4006AD768E8245B1BD82D768C2273A50286FB709B5D9DF4E336ABDC9163C12A865438A7A35EB9ED4E1747F2E25C4D4D92AD3F856E42DFFD313DDC129CB530FE9B90617752FFF03C4F46912');
INSERT INTO issue (digest, number, composed_at, channel, message) VALUES ('more', 1, '2026-11-25T19:31:20.000000Z', 'smtp', X'789CED58696FE3C811FD2E40FFA156836072883A28C9077564BD3EB206E6C2D89BC57C0A9A6451EC986433DD2DCBCA62FF7BAA4849A624CBB67606C8028960C864ABBBEA75D5ABEAEABAD22AF5E0DDC507980B1BC4302AFE7D8F0F22CD136C293D9DD46B3733FF9F18580F5CC8700E2A8373ADE2ECAD81501A14064164215C499F842D443295021C4895C67AED4258F4E0670C9BE00EE083BA07B7E31E41F7D4EB753DB7037FE9D0A75E7B278D75AE430F46BCACB5A9FE6C6695431852692DD21CC1EF53CC5093F0B05EFBA431C010B38034F9B3E4AE5E7B7FFDFED2F93B6A2355E641B7451ACE556631B3CEED22A769E92CB13217DAB645625167C2CA7B1C82AF665928F462DC18FF23888E83413838F27DD70DC3D39E1F9EA2EF8B9346BD56AF39CEFE09DBBA2C3ED8769E08990D2188853668C78D998D1C16B59EAA456622D4CE6516A85066530FFE3553B43D27D732B3C24F90F596465DBBAB09D298194277C3BA3CF1D59EE2C904E3F3C71F3FBCBD818BEB9BCBB39BCB7A6DDCBB78FD1F4BF833BC53732754A422239B6A7C501982DC0140F6D05224D0ED0CEA3580CBD2D370C62F1798AACC58722BF90D3E63A074684045908499536CB8B5DC20C0CFF1C27B4AA5078D27461B8CC4C608565AB624949F1D6C8DAD913DEBAEB32811692AACD20B22CD1C9343447C9AF9EF99C7B1B5B9F1DAED9CA88D612B0B7CD9CA92B495C9B83555F76D3251BB74CFD5F50F9F3FBEFF72F6EE6FD767AFF3CDB32E892AFE7FF447FFBFEF8FAB0D608D2ACEAF3163BF5DC6ECB7F9B0AC523705A10161EEE889ECB393DFE0A7DBF322DE28B4E7A819EB0002690B731A0AE6C2822CEE36968642193205B40519903F44782F39A1494B0924490CCC6361977B8684D2A569D2745B0ED352AB676415A541CB696C21A2A7859AB5E0535284BD15C91D58C5631A42151073C1479A853CC479299B727258D898924F01EA0B8D4F91D433B854C88416046266B01422C250A32960ABD2338C8AD9C1CFA19CA2B1F55A8333568347D7498B84DF2A3056E5B4B926CCB5B4C8D0764E1E984B1B17D2CCEA009A65F468022D7D5C25C32B4422259B99DF1FE9401CAD9E23EDDF94B6639B265F9BB59F388CEAB5D177171FCF6FBF7CBA04563119F13724E4048ADD06660D1A41114E46C62E129C7CCFAC10F0C75C2369334EA012A51D13C49812D2705CAF097DF727F8A55EF355B86842CBC4489EFB057C11DC4D359F6A1EBCE9BADDD3EE097C27D35C692B324B3B6341F413F6E90815959FE0D77AADC510B68574C29EDF3BDE9A299A10BB347325EE380ABBC1F6A4D86D4DB5B8478247B150991D45A7E2B4BFAD3C454B625BF398F713294554695931359585E2D43FF107DB0BC93194950936652B72CD6AB21BF444EF646BF2AF306A97262697B0C6B5AFC90DA5B7D7BF6422451EBE973867110DC251D08007E732B4313D84C861EB14AF743A67D25272254F8984D77677A5555DB9213129E298AA91BBDD4566963302E25975B9796E7D913627871670A376B9AEA06CBBA0243D30C9A0301B2B4A859ECACCEB0C734A091C039D6185316F102337EA0E4B37BCE906EEB17B348C08A7D73DCA1FDAC4DD6E6B008EC829501DB33016D326BCBDC1A942F8E9FA6D133E2B5F59D5841F31B9474BC9B109677C6435C150F43906B58C8A2D86F21E824418C3A8724E3B6B8CB44DAAC0165E4667CF30150F4E8C6C1E82AAEE5147899A7BB10C430EBC32C512ACAFCAEE5026F7519B40ED602BA2B3510D77D0AA044A25A90C922A74465BD0C93BEA77F207424FD84A8B1795F086B1A3E80953B0DB2A02576E72FBF903ED67F9B521A6E3F7A3BE58FA8CD4ADE5C6DD27FCCECE748CFC377AAE4B821299E1CABEDD56AF31298914775940FE082BD984B54D23870E088F185211DF3DCE1F1A8F1C26602FD178D4CEB7B41605F3816AC9502BFE061169C523A46D3D5E9AC6E7EEF887E3552DBE7AAD306609634506CA95FBA3C73D5AB9A5BF896240AF7C2839B63875944E3D4A030C4707B4F76182743DA25C908B80E5B43A034C57B03BFE20181C35265BF622AFB83B7429F2E713162A69B282C946810E700C0F979996C2D4AA9400795DFACDA84486F026F4E96C71D761E6CCB5C83D5FA3B873E6B46CC85F4EF15E192DB9D67B966B4C866DAE0DE8DC1410D32959F0FEB13024507B4BECCA56B7ACB5FF4643F2F65C6A466D3121B3F6B668C7E9FB25D6F5F7B26E3038228DEE8082705DA08F7C3D796D81BE1B0674AC7E151C97F0301C2A50B4CAA6132AFFB954A56230468EF6E530837CDDA580E4EDDC0B78F58157345E52DCCED8E3BFE582B66B2AE2D89D79C95827BBB1BAE62693C57AEE3E6E1E4C4C92379CC7543517B18E74A871500D4B5C8E2E83A1CFA9B23CCB9892F0BB49419BE9F97F3EFFF40FCF3F742DE612E0891BFCFF93CFB74D3EAFEE47FC6EB2C67E3A7D8BACB111A77C277BB6ACECB9AFE15461B6FD662A83DAEBBA8FC89E2DCC49ECAB6BF3FC20E52BB6ED6DD68CF832B39C7458E306F6F46D38B31EDABA39745BAF68F3308C173A3D30BE74C7279DF1E93957FBAB978BCDC60F2CFB3E7CB9E2D64F85D9ACD82A6FA707F4D765EB87E6547A3F7F703B655FA9DC63D112DD4E9E95E9E02F8A9D159426EBBDD072627895AED3E3D6AA2237B6D982278274DD802279CB1ED4FE547F9624107127AB4CE11B51B7FCCF4F7CF3E60CCF3DA3971A5ADCA9FC0F39AA5FA5');
INSERT INTO issue (digest, number, composed_at, channel, message) VALUES ('all', 2, '2026-11-25T19:31:27.000000Z', 'smtp', X'789CDD58FB6FE3B811FEDD80FF87392D8AEBC3B22DF991587EDCA549F61A209B5D24D92E0E4551501265B1914495A4E3F80EF7BF77468A6DF995D7EE0FBD068923D1E4CCC7996F66C879AF64EAC1E5D915CC9909621815FF7EE40F2CCD13DE946A3AA9D76E66FEBF79603C704071A3586084CC1AF896F139C80C3ECC1223703AE820E14A6AA1C186F37BAE162616D9B45E3B63867BF085870D707B7025EFC16DBB7D70065EC7F1DC23F84B1B7FEAB54BA18D7D117A306249D2DCC4703233D24620A93086E31446EF539E7185B2C37AED93E2010F7916A0227F96DCD56B1F2E3E9CDB7FE74A235884DE4405A732333C33F6ED22C76969019B29D36289E12A6346DCF321F87296854C2DC6D6F85F51BB170E8EDB83011FF8BD4E140C06BEEF767B8155AFD56BB67D78C2B62EC31F4C2B4F98C88610C44C696EC6D6CC44F6B15599AA58A623AEECF32C90215ACE83FFCC246ECFCE95C80CF3134E7AAB965D79AE0142EB190777C3C434FDC54EA3C9F5DAF5F9EDF5C9E9EDC5C7AB1B38B93A832F27D75717573FDDD46BE3CED937F9252D7F86EB1214F9F252CEED506A0E193A42F1079971101944C247762E5832150C2DA8044BC06977EB3580F3921B70422F673C95994669B443941B48156A901124616617C6693E1A03E01F2BB5FFA4D7EB95652093461079D64317190C06039AF6255EEC45E981B567D422F026E66084218F41F9F37E633B567577BB2B3ECDFC0F649AD8985C7BAD568ECCE761330B7CD1CC92B49989B83995F72DB447EBC0469E5B8A7B6B952EFFF0F9F2F6E2D3E539DC9C5E9E5F7FBCB978B3B34BD71EF067BAC3B8B557FB5FE5D56FE29FDD80C0E5BB98BFC657FD569937BECD0FC92A75630AD0C0F41D3EA1AD76522C7CBE3D059685F8A7E75C11D63E04C214A6C5B04F0B6B92B8DB187337FE6612700B2240DFB0F0BEA0933098C49244C33C66E671CF9060C6D60DA25C398C4B8D9AA155A40225A6B181089F1672D6844F0967E806C3923B3092C614843230F8BDCF7116A721CA8DD99423D032C115A07EC6F12947F5042E6522C105019B695E0A6161A8B82E60CBD233848A9842CFA198726DEA356B9D352DFA6E953851C5AD046D648E5B6CC05C09C309E04E2184B9307121532FEBE12CC3471D28E123E424A9D7DE738E242553A7B8A3352590B3D57AD67A53F9884D9A7C6DF5D85314EBB5D177671F4F6F7FFE740EA46232A24F48D01118D116CF2C1CE12C9C8CB459247CF2233183C11F73C5519BB603994865EB20E629220DC7F51A53777F825FEB355F868B063475CCD17BBF82CF82BBA9A2EAEAC13BC77506CE317C27D25C2AC332833B2341F815EF62296795AFE0B77AAD4910B685B4C38EDF39DA9AC91A10BB387329EE280A9D607B52EC36A78ADD738487F150991D450336E86E2B4FB941B1CD794CFB89A444A2340D9BEACA4236F08FFDDEF642748C5A106CCC5EE89AE56437E8B0CEF1D6E4DF60D42A4D8C2E218D2B5FA31B4A6FAFBEC958CA69F85EF03989B0104741031A9C8BD0C4F810720A5DBB78C5F341260C265BF4144B68ADB32BADEACA0D894911CB782ABADB5DA4673921409E5597EBA7D617A973F2B6D3E4A855AE2E88DB2A88890F4435288C47EA52A6A622F3DAC31C930345427B58E1CD3BCE23377286A533DE39817BE4F68711A2F59C7EFED042063BCD1ED82C4714B65E68C3D3067C7FC3A792C3E78BEF1B702D7D696403FEC6937B8ED516B9714285AC011A63D0D65C89A8D86828EE214898D6840A03C65A630C85C6F3E0C2CBB0220D53F660C79C8C845025EE354AE4DC8B451852F895C916617D559E8732CD8F5A086A075B11A35635E841C912281E90057AC2AA9AF7A12495D7EFB6F307448FD84A8B17E7F20D6347D11E5390DB2A02976E72BBF903EEE7F163434CDBEF465DF6E83354B7921B3B7BFC4ECEB4B5F8857BAE8B821291F1A57D9D66C79A54E9143B24265F834B36C16D93C9C652E1214F2A4A9CA3FCC15AF319E13D47E9512BDFD25A1CDF5FA916CDB5647110A156DEE7B8B9F56D6E7CEA8EFF7AB4BC192C5F2BBC7984B1A404E6CD159E223D3E81C773FB4B67753751F5F0D57084F3606C531425A9520FB30457011E018609C72B1CE6899C0524A7D9EEF174B90DD671FA4E604DD6E7D9B29CCE0B8A65381F4D17BB3B842AF2EC1EB425919690C960D0068AF2E16346C640363245E19E83DF69998810DE853ED620771588F65CB1DCF3156777F61C970DE9C32EDE2BA3251B3B4FB29188B2CDC61ED657B6DE0986AD0531D6D6717108B75E7203A86C7CBF1D2915A0BCD75DB4462D36416377B6884AC9FF399E760FF2B4D7EB2310B787C1BB3AEE8F7C3579E9717F3770A80EBF326E3ACBD7397901F118CF9749B8C4D839EA395D8E6E418A665B9E79D6D023AA1FB470B20B15CFC9AF0DF11E65965534A0E8C337D55D7D785EF92A4FB9A88F3C85273F25B3E904EF59740FC08A1C6379A1D34A314CFE7BD9ED0BE5ED5CC068F58BEFC6BB7BC468BA7BD6FFC7BB196A1585880903D12DA2B088BB37075DDBEF0505BD87F3186F114586E358E0297D0C4B5CB62AC3BE4B6E2DEB3A85193CA11BE5EDBBBA1F52FFAC6E3ADE743758B5A4548964A724BCB9046CE77FAA50CF9780721BD6645FD1FC7FCCFC7BFC8EA00E76100EF9DDDA17828F6D17CA70073B2FBF9334FFBBC9656FEA23FDCFE4B5C3047B5B5EDBCC261B914BF7E8272F011DF725FC2ACC76D84C65987B8EBB46F6E4350AC5BEF82695BF4AF99279079B6CE5D1A19CF4BA861B1CE8B751C67D6DCBEDB5DB7A417B8E603CD3A183F1B93B3E6E8F07A7EBBBD972E86CB36107B7147AEB965D85DFA4DE486FA777F7C363CB0EE7547A767F70DB2C499082941FF7E7D46A87CF5F14DB2B788D267CA25388F2B69B85EBFD6D350D579B6CEE3B04948D43EAA9AD7A87870BC0499240441DC832A56F44DEE37F7AA25E09657CEAF53DD788A42EF37F01B2772020');
INSERT INTO issue (digest, number, composed_at, channel, message) VALUES ('all', 3, '2026-11-25T19:31:37.000000Z', 'smtp', X'789CAD586D6FE24812FE8EC47FA865749A7BC180CD4B12F3729B4BB2DA4833B3A349F656FBE9D4B6CBB82FB6DBD7DD40B8D5FEF7ABB20318089964E7A20C31EDEEAAA7AB9E7A9B1FB4CA7CF870FD0956C286094CCA3FDFE3A3C88A143B4ACF67CDC6DD22F83786D60717725C81CAE14AAB247F6F209206854170E066897A6D1399CF9B8D6B61D1875F306A8337844F6A095ECF1B817BE1F75DBF7F067FEBD14FB3F1411AEBDC463E4C449A76F6555E2EAC72486F26AD45DA22F8FB1C73D4243B6A363E6B0C31C23C2445C1227D68363EDE7EBC71FE89DA489513D20E29B852B9C5DC3AF7EB82B6658BD4CA4268DB15A9459D0B2B973886402DF248E8F5B435FD9727FA67E1398E8477E1F5E260148C1083E0DC6D351BCD86E39CDE70A8CBE2A3ED16A990F918C244688376DA5AD8D8396FD5B66A919B18B57393872A22CBF9F09F85A2EB398596B915418AACB76ED9ADA3DA208D5920F4F74CCCDB4FF988DF91EE2F3FFDF8E9FD1D5CDFDEDD5CDEDD341BD3FEF5EB7F59C25FE1835A399122AFE764488D8F2A479047FAC8085A8A14DCDE45B3017053B9172EF9CB35662A37967C49CE822F182A1D195031A451EE94F7EB3CDD07E09764ED3FA7D287D633AB2D466213042B2D9B0FAA9F236CAD839513E76EF338155926ACD26B62CA0AD3B788F8BC083E3279136B0BE377BB05F119A34E1E06B293A75927974967AE965D3251B762D8FFE7876555BA892C068479A02732F45130C2CFF75720F288FE99156AC6EABA104A5B3AC6341B59E90B96779F48439C835C01DD4186E459112D25C79FB4C4F73435B04A847DBA34A414DCA64DDB6DB54C47AD5E905994062DE78985989ED66AD181CF699943AC481FC02A5ED310A9906C0E01D22EE4250EA37C8E84B48A8512D4AFB43E4752CFE03221533A108A85C14A8888228DA684AD2AD7302AE6193F47728EC6361BAD5D80B5F8DD36C648C5BD02635541576CC34A4B8B0CF02845C24ADAA4946936997291D3A309B50C08729A361B3F2012C5D9D619DD68C709627C3DF575FF50A6496C967E6BA279267F361B93EFAE7FBABAFFF5F30DB08AD9843F21254750326861DEA21514D16C62EC3AC5D9F7CC0C017F2E349236E3842A55DA31618219218DA6CD86D00F7F81DF9A8D4045EB36744C82E4BDDF2010E1C35C7322F6E19DEBB917EE397C27B342692B724B376341F40A0794F545ED15FCDE6C7418C2A1905ED40FA8D2ECEF146D483CDAB9117716476E78B829F13A732D9648F028206ABBE3F8425C0C0E956768496C6795F07D62A588281D2BE6A676505C04E7C1F0F0203986720AC1A6DC47AED96CF6C2BEE89F1F6CFE1D26DDCAC4E412D6B8F535B9A1F2F6F64D2E32E4E5A5C4158B68118E9206BCB892914DE821420E5DA7FC4AA52497965235794AA47CD63D965677E59EC4B48C652AA00FC787CCA26004C4B3FA71F3D2F93277CE5ED5674CBAD5E692A7DD9287F4C0CC82D2562C3D137A2E73BF372E281730F17BE31A4DDE21C65EEC8E2BDBBF7343EFCC1B8D6302E7BBA3E2B14B84753B43704441D1E998B5B198B5E1FD1DCE15C2CFB7EFDBF04505CAAA36FC88E9122D65C5365C72D56B83A190730C6A1997F78AE412C25418C3A8283E5A3B8C7437EA14D67E4EE56B9C89472741B609415574D738552B3F9151C4D156E55682F56D791DAAB43EE912AA2370654CB6EA410E5A5548A97792615AC7CE704B12F9A341AF7824F804AE3279D9B2ED593B8E9FB105FBAD2670E3276F503CD2859E3EF6C4F482413C104F4E23755BB989FB8CE3D99B8E91FF45DFF348502A73DC18D8EDF45BB33A9F1297C5143B70E93EB8433639541A7C224A4D897B563CB676FC257807149E748B03256523F7462D649D0D6BC39894E008E92EBB367E7AE54DFF71B6E911375F6B3C7982B16100A5C5D331E38D36BE18ECA318D257AE3F8E2D0B8CD2994F11CF707448571DA748CD3B857D214296D3E90D31DBC0EE05C370386ACD8ECC9378471C2953E53316AAB8B181C946811E70E48E9F922A05A7551901F25D7A67542A237817055446BC6D70392B2D0A3FD0281E9C151D1BF387537EAFAD5604EBBF4830F6FD21C1865422052454104BB2EF1A410275B217AC5DF5C05AA75B6F9277A2FB9E74C58CCCDA3FA01D67EAAFB16E709275C3E188347A438ABC6D673F09F4ECB59DFD71185005FD26381EE16138D48B6895CF67343770674ABD5F421990EB67B9CC205F374D90BCA381824FBF7196E023E518C11EFF2393C4B1A988630FE66BC63A3F8ED52D37992CD6F74E71F3CDC42479E35542ED7119EB48A58C836A5CE17274150C03CE8C5505634AC2410ADA8B786EA45EAC0A7DEF35D42CCD76DA4C557AF05D6F87ECC5C24A625F5F5B8B3769DFB0F6E49835E16EE469D3DB462E383171719E7EEBD0F5D66BBD624063185F99D1607AE34DCF7BD38BAB5DB5DE2C5DEF8F6C70CF61BB1BDA6A0467F556F947D3DBDF9F8636DA539BDAFEE4F5686E230E92BC13C9B83EE305EBF27A25B1C9842FCC8A24EF705CDCDDEF606CDC5EB203CF446A353AF254B59D1E4F578ECB34859867D0AA1CEC85DED35F7EE2F699AB054F7B5F1B45F93F1AFE0795128640');
CREATE TABLE outbox (
	digest TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	state TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'released')), 
	number INTEGER, 
	position INTEGER, 
	PRIMARY KEY (digest, seq), 
	FOREIGN KEY(digest, number) REFERENCES issue (digest, number), 
	UNIQUE (digest, number, position), 
	FOREIGN KEY(seq) REFERENCES event (seq)
);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 3, 'waiting', 1, 0);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 3, 'released', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 3, 'waiting', 1, 0);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('_sbde9a80966cf8df8538c4273', 3, 'released', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 4, 'waiting', 1, 1);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 4, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 4, 'waiting', 1, 1);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('_sbde9a80966cf8df8538c4273', 4, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 5, 'waiting', 2, 0);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 5, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 5, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('_sbde9a80966cf8df8538c4273', 5, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 6, 'waiting', 2, 1);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 6, 'waiting', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 6, 'waiting', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('_sbde9a80966cf8df8538c4273', 6, 'waiting', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 7, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 7, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 7, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('_sbde9a80966cf8df8538c4273', 7, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 8, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 8, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 8, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('_sbde9a80966cf8df8538c4273', 8, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 9, 'waiting', 3, 0);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 9, 'waiting', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 9, 'waiting', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('_sbde9a80966cf8df8538c4273', 9, 'waiting', NULL, NULL);
CREATE TABLE delivery (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	digest TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	recipient TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	in_doubt BOOLEAN NOT NULL, 
	next_try VARCHAR(27), 
	last_error TEXT NOT NULL, 
	lease_owner TEXT, 
	lease_until VARCHAR(27), 
	settled_at VARCHAR(27), 
	FOREIGN KEY(digest, number) REFERENCES issue (digest, number), 
	UNIQUE (digest, number, recipient), 
	CHECK (state IN ('queued', 'sending', 'sent', 'deferred', 'refused', 'held'))
);
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (1, 'all', 1, 'ann@example.org', '<all.1.93bc76c13f5f0042c7bccb43@example.org>', 'sent', 1, 0, NULL, '2.0.0 OK: queued', NULL, NULL, '2026-11-25T19:31:21.231775Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (2, 'all', 1, 'ben@example.org', '<all.1.d12ebbd3e4fa5e88db45f514@example.org>', 'sent', 1, 0, NULL, '2.0.0 OK: queued', NULL, NULL, '2026-11-25T19:31:21.278949Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (3, 'more', 1, 'cy@example.org', '<more.1.2cce388746b41620788611b1@example.org>', 'refused', 1, 0, NULL, 'RCPT TO: 550 5.1.1 No such user', NULL, NULL, '2026-11-25T19:31:21.321383Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (4, 'all', 2, 'ann@example.org', '<all.2.157ea5225d6355ebfc08aaac@example.org>', 'sent', 1, 0, NULL, '2.0.0 OK: queued', NULL, NULL, '2026-11-25T19:31:28.092071Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (5, 'all', 2, 'ben@example.org', '<all.2.564693eebe699bf611888d29@example.org>', 'deferred', 3, 0, '2026-11-25T19:36:37.555339Z', 'RCPT TO: 450 4.2.0 greylisted', NULL, NULL, '2026-11-25T19:31:37.555339Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (6, 'all', 3, 'ann@example.org', '<all.3.d2af187de8df4792a117edbd@example.org>', 'sending', 1, 0, NULL, '', 'old-host/33af6308/27734/1862865', '2026-11-25T19:46:37.580965Z', NULL);
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (7, 'all', 3, 'ben@example.org', '<all.3.66764333d4b98d268d1379d4@example.org>', 'queued', 0, 0, NULL, '', NULL, NULL, NULL);
CREATE TABLE suppression (
	address TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	PRIMARY KEY (address)
);
INSERT INTO suppression (address, reason, at) VALUES ('cy@example.org', 'RCPT TO: 550 5.1.1 No such user', '2026-11-25T19:31:21.321383Z');
CREATE TABLE trouble (
	uid TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_try VARCHAR(27) NOT NULL, 
	parked BOOLEAN NOT NULL, 
	error TEXT NOT NULL, 
	raw BLOB NOT NULL, 
	PRIMARY KEY (uid)
);
INSERT INTO trouble (uid, kind, attempts, next_try, parked, error, raw) VALUES ('pmid:121', 'missing', 2, '2026-11-25T19:31:34.967876Z', 0, '', X'789C030000000001');
INSERT INTO trouble (uid, kind, attempts, next_try, parked, error, raw) VALUES ('pmid:120', 'unreadable', 2, '2026-11-25T19:31:34.967876Z', 0, 'PCDATA invalid Char value 1, line 1, column 294 ( , line 1)', X'789CA5544D8FDB201055CFFB238AB8AFD8E4D013468AEA54756567AD36ADD4231BCF3A48182CC0CA667F7D01DBC4C95655A53D31CC3CE6CDC7B3693D3C75D06C8C1307098C56D048A1E0B370DC09ADD00F7F0E36C3D5362F8BDD16A3C7930293E15D596146EBAAC8D12F30D64333BCC26CB57EA02478199D52224F50E90664866B2394F3AFBEE9C1282E9351583B00F294D0787A317417A87F9C73E7EBFA0DDCB0F5C3FA1325D1F42C73882CD330BA17CE379243A7957566ECE23B1CB4692CD2CF4836EAFEC4DDE148C9884CEF53C9A37FC7A533F0A215A00F771F91D4A7FB465BA0E40A456BDE0A1559D2F0EA569150E022B219DC519B525837DB8C96DCBA1DEF806D5F78D74B9F3979E8176D205A1BA52849374F3E3D26CB8C2557EDC05B60A0DA9065BA85E949718825ECCF3D8CE01B27FA596418B36906686A2E8E7709636F3C633672AB9C7919EA5927DF7EF35FFBB8A0937D958DDC8833F6E2C5EB65C019FDEAEBD1E61C9D1E38C923C86FD6701FD1F82F62AAB47247B6F2DA1D2D9AF3330B520E67ECFC92F11F04A0BC625EDF4F4096BDCC331F4958DF07973D5EED638ACD022E9A4969F315154D58D96504F13B4D61B6B0A7B52E274BAEFF117F003CBC7B38');
CREATE TABLE harvest_state (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO harvest_state (name, value) VALUES ('bootstrapped', 'true');
INSERT INTO harvest_state (name, value) VALUES ('matched', '11');
INSERT INTO harvest_state (name, value) VALUES ('query', '"naltrexon*[tiab] OR naltrexone[mh] OR naltrexone[nm] OR \"low dose naltrexone\"[tiab:~2] OR \"ldn naltrexone\"[tiab:~20]"');
INSERT INTO harvest_state (name, value) VALUES ('census_digest', '"e17d42f1405771c1fdae21a251a7fb576c7a8ae9f99b7f821c6c8647f7396cd0"');
INSERT INTO harvest_state (name, value) VALUES ('modified', '["pmid:104"]');
INSERT INTO harvest_state (name, value) VALUES ('looked_on', '"2026-11-25"');
INSERT INTO harvest_state (name, value) VALUES ('cuts', '[]');
INSERT INTO harvest_state (name, value) VALUES ('translation', '"\"naltrexon*\"[Title/Abstract] OR \"naltrexone\"[MeSH Terms] OR \"naltrexone\"[Supplementary Concept] OR \"low dose naltrexone\"[Title/Abstract:~2] OR \"ldn naltrexone\"[Title/Abstract:~20]"');
INSERT INTO harvest_state (name, value) VALUES ('warnings', '[]');
CREATE TABLE counter (
	name TEXT NOT NULL, 
	value INTEGER NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO counter (name, value) VALUES ('version', 5);
CREATE TABLE note (
	name TEXT NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO note (name, text) VALUES ('rulebook', '78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9');
INSERT INTO note (name, text) VALUES ('clock', '2026-11-25T19:31:34.904348+00:00');
INSERT INTO note (name, text) VALUES ('reader_since', '2026-11-25T19:30:47.082814+00:00');
INSERT INTO note (name, text) VALUES ('reader', '0.1.0');
INSERT INTO note (name, text) VALUES ('published', '5 9a2f63669c80d0d1 2026-11-25T19:31:35.328415+00:00');
CREATE TABLE lease (
	name TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	renewed_at VARCHAR(27) NOT NULL, 
	expires_at VARCHAR(27) NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE run (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	started VARCHAR(27) NOT NULL, 
	finished VARCHAR(27) NOT NULL, 
	outcome TEXT NOT NULL, 
	matched INTEGER NOT NULL, 
	new INTEGER NOT NULL, 
	error TEXT NOT NULL, 
	report TEXT NOT NULL
);
INSERT INTO run (id, started, finished, outcome, matched, new, error, report) VALUES (1, '2026-11-25T19:30:46.996810Z', '2026-11-25T19:31:02.307842Z', 'new', 3, 3, '', '{"outcome": "new", "matched": 3, "fetched": 3, "new": 3, "events": {"new": 2}, "quarantined": 0, "composed": 0, "sent": 0, "deferred": 0, "refused": 0, "in_doubt": 0, "held": 0, "requests": 3, "seconds": 15.311, "error": "", "alerts": [], "warnings": [], "failures": [], "stages": {}}');
INSERT INTO run (id, started, finished, outcome, matched, new, error, report) VALUES (2, '2026-11-25T19:31:17.678213Z', '2026-11-25T19:31:21.325631Z', 'new', 5, 2, '', '{"outcome": "new", "matched": 5, "fetched": 2, "new": 2, "events": {"new": 2}, "quarantined": 0, "composed": 2, "sent": 2, "deferred": 0, "refused": 1, "in_doubt": 0, "held": 0, "requests": 3, "seconds": 3.647, "error": "", "alerts": [], "warnings": [], "failures": ["more no. 1 to cy@example.org: RCPT TO: 550 5.1.1 No such user"], "stages": {}}');
INSERT INTO run (id, started, finished, outcome, matched, new, error, report) VALUES (3, '2026-11-25T19:31:26.194335Z', '2026-11-25T19:31:28.146105Z', 'new', 6, 1, '', '{"outcome": "new", "matched": 6, "fetched": 2, "new": 1, "events": {"new": 1, "retracted": 1}, "quarantined": 0, "composed": 1, "sent": 1, "deferred": 1, "refused": 0, "in_doubt": 0, "held": 0, "requests": 3, "seconds": 1.952, "error": "", "alerts": [], "warnings": ["cy@example.org gets no mail any more (RCPT TO: 550 5.1.1 No such user): digest ''more''"], "failures": ["all no. 2 to ben@example.org: RCPT TO: 450 4.2.0 greylisted"], "stages": {}}');
INSERT INTO run (id, started, finished, outcome, matched, new, error, report) VALUES (4, '2026-11-25T19:31:30.638228Z', '2026-11-25T19:31:32.429482Z', 'new', 10, 2, '', '{"outcome": "new", "matched": 10, "fetched": 3, "new": 2, "events": {"new": 2}, "quarantined": 2, "composed": 0, "sent": 0, "deferred": 1, "refused": 0, "in_doubt": 0, "held": 13, "requests": 4, "seconds": 1.791, "error": "", "alerts": ["digest ''all'': 2 entries are held, by the flood brake (max_new) or a restore; to send them: ldn-watch deliver --release all", "digest ''weekly'': 4 entries are held, by the flood brake (max_new) or a restore; to send them: ldn-watch deliver --release weekly", "digest ''more'': 3 entries are held, by the flood brake (max_new) or a restore; to send them: ldn-watch deliver --release more", "1 subscribers: 4 entries are held, by the flood brake (max_new) or a restore; to send them: ldn-watch deliver --release subscribers"], "warnings": ["cy@example.org gets no mail any more (RCPT TO: 550 5.1.1 No such user): digest ''more''"], "failures": ["all no. 2 to ben@example.org: RCPT TO: 450 4.2.0 greylisted"], "stages": {}}');
CREATE TABLE migration_log (
	revision TEXT NOT NULL, 
	applied_at VARCHAR(27) NOT NULL, 
	app_version TEXT NOT NULL, 
	what TEXT NOT NULL, 
	PRIMARY KEY (revision)
);
INSERT INTO migration_log (revision, applied_at, app_version, what) VALUES ('0001', '2026-11-25T19:30:42.311768Z', '0.1.0', 'Archive, ledger, outbox, deliveries, leases and runs.');
INSERT INTO migration_log (revision, applied_at, app_version, what) VALUES ('0002', '2026-11-25T19:30:42.311768Z', '0.1.0', 'Full-text search, guards that keep the ledger append-only, views for readers.');
INSERT INTO migration_log (revision, applied_at, app_version, what) VALUES ('0003', '2026-11-25T19:30:42.311768Z', '0.1.0', 'Incidents: failures that last, and which digest has told of them.');
INSERT INTO migration_log (revision, applied_at, app_version, what) VALUES ('0005', '2026-11-25T19:30:42.311768Z', '0.1.0', 'Subscribers: who asked, who confirmed, what they chose; the key that links and forgotten addresses hang on.');
CREATE TABLE incident (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind TEXT NOT NULL, 
	opened_at VARCHAR(27) NOT NULL, 
	closed_at VARCHAR(27), 
	since VARCHAR(27) NOT NULL, 
	failed_runs INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	closed_after INTEGER
);
CREATE TABLE incident_told (
	digest TEXT NOT NULL, 
	incident INTEGER NOT NULL, 
	is_over BOOLEAN NOT NULL, 
	PRIMARY KEY (digest, incident, is_over), 
	FOREIGN KEY(digest) REFERENCES digest (id), 
	FOREIGN KEY(incident) REFERENCES incident (id)
);
CREATE TABLE subscriber (
	id TEXT NOT NULL, 
	address TEXT NOT NULL, 
	address_key TEXT NOT NULL, 
	conditions TEXT NOT NULL, 
	condition_groups TEXT NOT NULL, 
	frequency TEXT NOT NULL, 
	state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'gone')), 
	asked_at VARCHAR(27) NOT NULL, 
	confirmed_at VARCHAR(27), 
	left_at VARCHAR(27), 
	consent TEXT NOT NULL, 
	source TEXT NOT NULL, 
	nonce TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CHECK (state != 'active' OR confirmed_at IS NOT NULL), 
	UNIQUE (address_key)
);
INSERT INTO subscriber (id, address, address_key, conditions, condition_groups, frequency, state, asked_at, confirmed_at, left_at, consent, source, nonce) VALUES ('_sbde9a80966cf8df8538c4273', 'sue@example.org', 'sue@example.org', '[]', '[]', 'monthly', 'active', '2026-11-25T19:31:05.712307Z', '2026-11-25T19:31:05.712307Z', NULL, 'operator', 'operator', '');
INSERT INTO subscriber (id, address, address_key, conditions, condition_groups, frequency, state, asked_at, confirmed_at, left_at, consent, source, nonce) VALUES ('_sbf5f0ecbfa748ca046da911d', 'sam@example.org', 'sam@example.org', '[]', '[]', 'monthly', 'gone', '2026-11-25T19:31:08.826308Z', '2026-11-25T19:31:08.826308Z', '2026-11-25T19:31:12.952973Z', 'operator', 'operator', '');
CREATE TABLE subscriber_request (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	address TEXT NOT NULL, 
	conditions TEXT NOT NULL, 
	condition_groups TEXT NOT NULL, 
	frequency TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	consent TEXT NOT NULL, 
	source TEXT NOT NULL
);
CREATE TABLE client (
	id INTEGER NOT NULL, 
	sealed TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE secret (
	name TEXT NOT NULL, 
	value BLOB NOT NULL, 
	PRIMARY KEY (name)
);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence (name, seq) VALUES ('event', 9);
INSERT INTO sqlite_sequence (name, seq) VALUES ('run', 4);
INSERT INTO sqlite_sequence (name, seq) VALUES ('delivery', 7);
CREATE INDEX citation_refresh ON citation (is_deleted, refresh_at, uid);
CREATE INDEX citation_first_seen ON citation (first_seen);
CREATE INDEX citation_relevance ON citation (relevance, is_deleted, is_retracted);
CREATE INDEX citation_doi ON citation (doi);
CREATE INDEX tag_condition ON tag (condition_id, relevance, pmid);
CREATE INDEX tag_group ON tag (group_id, relevance, pmid);
CREATE INDEX feed_line_pmid ON feed_line (pmid);
CREATE INDEX outbox_open ON outbox (digest, state, seq) WHERE number IS NULL;
CREATE INDEX delivery_state ON delivery (state, next_try, in_doubt);
CREATE INDEX run_outcome ON run (outcome, started);
CREATE VIRTUAL TABLE citation_fts USING fts5(
    title, abstract, authors, journal, keywords, mesh, content="citation_text", content_rowid="pmid",
    tokenize="porter unicode61 remove_diacritics 2"
);
INSERT INTO citation_fts(citation_fts) VALUES ('rebuild');
CREATE TRIGGER citation_text_added AFTER INSERT ON citation_text BEGIN
    INSERT INTO citation_fts(rowid, title, abstract, authors, journal, keywords, mesh)
    VALUES (new.pmid, new.title, new.abstract, new.authors, new.journal, new.keywords, new.mesh);
END;
CREATE TRIGGER citation_text_removed AFTER DELETE ON citation_text BEGIN
    INSERT INTO citation_fts(citation_fts, rowid, title, abstract, authors, journal, keywords, mesh)
    VALUES ('delete', old.pmid, old.title, old.abstract, old.authors, old.journal, old.keywords, old.mesh);
END;
CREATE TRIGGER citation_text_changed AFTER UPDATE ON citation_text BEGIN
    INSERT INTO citation_fts(citation_fts, rowid, title, abstract, authors, journal, keywords, mesh)
    VALUES ('delete', old.pmid, old.title, old.abstract, old.authors, old.journal, old.keywords, old.mesh);
    INSERT INTO citation_fts(rowid, title, abstract, authors, journal, keywords, mesh)
    VALUES (new.pmid, new.title, new.abstract, new.authors, new.journal, new.keywords, new.mesh);
END;
CREATE TRIGGER event_unchanged BEFORE UPDATE ON event BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER event_undeleted BEFORE DELETE ON event BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE VIEW citations AS
SELECT c.pmid, c.title, c.journal, c.published, c.doi, c.relevance, c.study_type, c.is_retracted,
       c.is_deleted, c.first_seen, c.fetched_at, 'https://pubmed.ncbi.nlm.nih.gov/' || c.pmid || '/' AS url
FROM citation c;
CREATE VIEW citation_conditions AS
SELECT t.pmid, t.condition_id, t.group_id, t.kind, t.field, t.words, c.title, c.relevance, c.study_type,
       c.first_seen
FROM tag t JOIN citation c ON c.pmid = t.pmid;
CREATE VIEW events AS
SELECT e.seq, e.at, e.kind, e.pmid, c.title, e.detail, e.key, e.quiet, c.relevance, c.study_type
FROM event e JOIN citation c ON c.pmid = e.pmid;
CREATE VIEW deliveries AS
SELECT d.id, d.digest, d.number, i.composed_at, i.channel, d.state, d.attempt, d.in_doubt, d.next_try,
       d.settled_at,
       (SELECT count(*) FROM outbox o WHERE o.digest = d.digest AND o.number = d.number) AS entries
FROM delivery d JOIN issue i ON i.digest = d.digest AND i.number = d.number;
CREATE VIEW runs AS
SELECT r.id, r.started, r.finished, r.outcome, r.matched, r.new, r.error, r.report FROM run r;
CREATE UNIQUE INDEX incident_open ON incident (kind) WHERE closed_at IS NULL;
CREATE VIEW incidents AS
SELECT i.id, i.kind, i.since, i.opened_at, i.closed_at, i.failed_runs FROM incident i;
CREATE INDEX client_at ON client (at, sealed);
CREATE INDEX outbox_event ON outbox (seq, digest);
CREATE INDEX delivery_recipient ON delivery (recipient);
CREATE INDEX delivery_message_id ON delivery (message_id);
CREATE VIEW subscribers AS
SELECT s.id, s.state, s.frequency, s.conditions, s.condition_groups, s.asked_at, s.confirmed_at, s.left_at,
       s.consent, s.source
FROM subscriber s;
COMMIT;
